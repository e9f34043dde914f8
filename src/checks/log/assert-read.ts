import { CheckProblem } from '../../errors.ts';
import type { QuestionSpec } from '../../logs/questions/create-question.ts';
import type { KeysState } from '../../logs/questions/keys.ts';
import { countOf } from '../../logs/questions/wording.ts';
import { obstaclesOf, type ReadReport } from '../../logs/read-report.ts';
import type { SourceCatalog } from '../../logs/source.ts';
import type { Value } from '../../logs/value.ts';
import type { Facts } from '../check.ts';
import { tellStrays } from './gaps.ts';

/** What was gathered of one log for a question. */
export type Part = {
  readonly source: string;
  readonly spec: QuestionSpec;
  readonly state: unknown;
  readonly read: ReadReport;
};

/**
 * Throws a `CheckProblem` where nothing was found in a log of which a part was not read: it may well be there. What was found stays found,
 * and is told with what was not read. `isFound` tells it of a question that does not gather keys.
 */
export function assertRead(of: {
  readonly parts: readonly Part[];
  readonly isFound: boolean;
  readonly facts: Facts;
  readonly say: string;
  readonly sources: SourceCatalog;
}): void {
  const { parts, isFound, facts, say, sources } = of;
  const cut = parts.filter(({ read }) => read.cut.length > 0);
  const empty = cut.filter(({ spec, state }) => (spec.kind === 'keys' ? (state as KeysState).n === 0 : !isFound));
  // Logs may have ids, and none in common, or none of those that are looked for in the first.
  const apart = facts.shared === 0 ? cut : facts.found === 0 ? cut.filter((part) => part === parts[0]) : [];
  const doubtful = empty.length > 0 ? empty : apart;
  if (doubtful.length > 0) throw notAllRead(say, doubtful, sources);
}

/** The same of the rows of a statement: none, or one that counts nothing. */
export function assertRowsRead(of: {
  readonly rows: readonly { readonly [column: string]: Value }[];
  readonly source: string | undefined;
  readonly read: ReadReport;
  readonly sources: SourceCatalog;
}): void {
  const { rows, source = '', read, sources } = of;
  if (read.cut.length > 0 && isNothing(rows))
    throw notAllRead(`nothing in ${countOf(read.lines, 'line')}`, [{ source, read }], sources);
}

/** Whether a statement gave no row, or one that counts nothing. */
export function isNothing(rows: readonly { readonly [column: string]: Value }[]): boolean {
  const [first] = rows;
  return first === undefined || (rows.length === 1 && Object.values(first).every(countsNothing));
}

function countsNothing(value: Value): boolean {
  return value === null || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
}

function notAllRead(
  say: string,
  parts: readonly Pick<Part, 'source' | 'read'>[],
  sources: SourceCatalog,
): CheckProblem {
  const problems = new Set(parts.flatMap(({ read }) => obstaclesOf(read)));
  const strays = parts.flatMap(({ read }) => tellStrays(read.strays));
  const asked = parts.flatMap(({ source }) => sources.get(source) ?? []).filter(({ owner }) => owner !== 'you');
  const [first] = asked;
  return new CheckProblem({
    status: 'error',
    message: `${[say, ...strays].join('; ')}, but not all was read: ${[...problems].join('; ')}`,
    ...(first === undefined ? {} : { unblock: `Ask ${first.owner} for ${first.title} again` }),
  });
}
