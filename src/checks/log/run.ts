import { CheckProblem } from '../../errors.ts';
import { parseCondition } from '../../logs/condition.ts';
import { describeReport } from '../../logs/describe-report.ts';
import type { Excerpt } from '../../logs/log-store.ts';
import { grouped } from '../../logs/questions/wording.ts';
import { type ReadReport, sumReports } from '../../logs/read-report.ts';
import { parseRegex } from '../../logs/regex.ts';
import { type BoundSql, type TableUse, toTableUse, type WrittenUse } from '../../logs/source.ts';
import type { Value } from '../../logs/value.ts';
import type { CheckContext, Facts, Measurement } from '../check.ts';
import { toAsked } from './asked.ts';
import { renderCommand } from './command.ts';
import { assertReadable, findNeeds } from './needs.ts';
import type { WrittenQuestions } from './question-schema.ts';

/** What a log check is asked, templates filled in. */
export type LogParameters = WrittenQuestions & {
  readonly source?: string | undefined;
  readonly match?: string | readonly string[] | undefined;
  readonly regex?: string | undefined;
  readonly where?: string | readonly string[] | undefined;
  readonly needs: readonly (string | readonly string[])[];
  readonly with: readonly WrittenUse[];
  readonly sql?: string | BoundSql | undefined;
  readonly draw?: keyof typeof titleOfDrawing | undefined;
};

const maxRows = 200;
const maxExcerpts = 8;

/** Runs a log check (see `log`). */
export async function runLog(given: LogParameters, context: CheckContext): Promise<Measurement> {
  const needs = await findNeeds(given, context);
  if (given.source === undefined && given.with.length === 0 && given.ladder === undefined)
    throw new CheckProblem({ status: 'error', message: 'a log check needs a `source` or `with`' });
  return given.sql === undefined && (given.source !== undefined || given.ladder !== undefined)
    ? askQuestion(given, context)
    : askSql({ given, context, needs });
}

async function askQuestion(given: LogParameters, context: CheckContext): Promise<Measurement> {
  const { logs, sources, window, signal } = context;
  const titleOf = (id: string | undefined) => sources.get(id ?? given.source ?? '')?.title ?? id ?? 'the log';
  const asked = toAsked(given, { window, titleOf });
  const own = useOf(given, given.source ?? '');
  const parts = await Promise.all(
    asked.questions.map(async ({ source, match, spec }) => {
      const use =
        source === undefined || source === given.source
          ? { ...own, ...(match === undefined ? {} : { match }) }
          : { source, optional: false, ...(match === undefined ? {} : { match }) };
      return logs.ask({ use, spec, window, signal, onProgress: tellProgress(context) });
    }),
  );
  const answer = asked.answer(parts.map(({ state }) => state));
  const evidence = (await parts[asked.refsOf]?.places.resolve(answer.refs.slice(0, maxExcerpts), signal)) ?? [];
  const read = sumReports(parts.map((part) => part.read));
  return {
    facts: { ...answer.facts, rows: answer.rows, read: toFact(read) },
    evidence: [...evidence, ...problemsOf(read)],
    command: renderCommand({ given, sql: undefined, context, files: read.files }),
    pictures: answer.pictures,
    verdict: {
      outcome: isFound(answer) ? 'found' : 'none',
      status: statusOf(read),
      say: withGaps(answer.say, read),
    },
  };
}

/** A count of nothing is no find; of every other question the rows tell. */
function isFound({ facts, rows }: { readonly facts: Facts; readonly rows: readonly unknown[] }): boolean {
  return rows.length > 0 && facts.n !== 0;
}

async function askSql(of: {
  readonly given: LogParameters;
  readonly context: CheckContext;
  readonly needs: readonly (readonly string[])[];
}): Promise<Measurement> {
  const { given, context, needs } = of;
  const { logs, window, signal } = context;
  const own = given.source === undefined ? [] : [useOf(given, given.source)];
  const uses = [...own.map((use) => ({ ...use, as: 'events' })), ...own, ...given.with.map(toTableUse)];
  const sql = toBoundSql(given.sql);
  const scope = { uses, window, signal, onProgress: tellProgress(context) };
  const { rows, read, unreadable } = await logs.query({ ...scope, sql, maxRows });
  assertReadable(needs, unreadable);
  const first = rows[0] ?? {};
  const refs = rows.flatMap((row) => toRefs(row.refs)).slice(0, maxExcerpts);
  const evidence = await logs.excerpts({ ...scope, refs, sql });
  const shown = rows.map(withoutRefs);
  const drawing = given.draw === undefined ? undefined : await drawRows(given.draw, shown);
  return {
    facts: { ...withoutRefs(first), rows: shown, read: toFact(read) },
    evidence: [
      ...evidence,
      ...problemsOf(read),
      ...(drawing !== undefined && 'whyNot' in drawing ? [{ source: 'drawing', text: drawing.whyNot }] : []),
    ],
    command: renderCommand({ given, sql, context, files: read.files }),
    pictures: drawing !== undefined && 'picture' in drawing ? [drawing.picture] : [],
    verdict: {
      outcome: rows.length > 0 ? 'found' : 'none',
      status: statusOf(read),
      say: withGaps(`${rows.length} ${rows.length === 1 ? 'row' : 'rows'} from ${read.lines} lines`, read),
    },
  };
}

async function drawRows(kind: keyof typeof titleOfDrawing, rows: readonly { readonly [column: string]: Value }[]) {
  const { toPicture } = await import('../../plot/to-picture.ts');
  return toPicture(kind, titleOfDrawing[kind], rows);
}

const titleOfDrawing = { arrivals: 'Arrivals', ladder: 'The same ids at every hop', heat: 'Over time' } as const;

function useOf({ match, regex, where }: LogParameters, source: string): TableUse {
  return {
    source,
    optional: false,
    ...(match === undefined ? {} : { match }),
    ...(regex === undefined ? {} : { regex: parseRegex(regex) }),
    ...(where === undefined ? {} : { where: [where].flat().map((one) => parseCondition(String(one))) }),
  };
}

function toBoundSql(sql: LogParameters['sql']): BoundSql {
  if (sql === undefined)
    throw new CheckProblem({ status: 'error', message: 'a log check over `with` alone needs `sql`' });
  return typeof sql === 'string' ? { text: sql, values: [] } : sql;
}

function withoutRefs(row: { readonly [column: string]: Value }): { readonly [column: string]: Value } {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'refs'));
}

function toRefs(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((ref): ref is string => typeof ref === 'string') : [];
}

/** What was read, as a fact, and the same in a sentence. */
function toFact(read: ReadReport): Value {
  return { ...read, gaps: read.gaps.map((gap) => ({ ...gap })), say: describeReport(read) };
}

function problemsOf(read: ReadReport): readonly Excerpt[] {
  return read.problems.map((problem) => ({ source: 'reading', text: problem }));
}

/** What was not read to its end may hold what was not found: such an answer is no plain pass. */
function statusOf({ cut }: ReadReport): 'pass' | 'warn' {
  return cut.length === 0 ? 'pass' : 'warn';
}

/** An answer from a log of which a part could not be read or understood says so. */
function withGaps(say: string, { cut, unparsed, parsed, firstUnparsed }: ReadReport): string {
  return [
    say,
    ...(unparsed === 0
      ? []
      : [
          `${grouped(unparsed)} of ${grouped(unparsed + parsed)} lines did not parse${firstUnparsed === null ? '' : `, first at ${firstUnparsed}`}`,
        ]),
    ...(cut.length === 0 ? [] : [`not read to the end: ${cut.join(', ')}`]),
  ].join('; ');
}

/** Reading is told in bytes, not more often than a screen can use it. */
function tellProgress({
  progress,
  now,
}: CheckContext): (progress: { readonly bytes: number; readonly total: number }) => void {
  let last = 0;
  return ({ bytes, total }) => {
    if (total < 10_000_000) return;
    const at = now().getTime();
    if (at - last < 200) return;
    last = at;
    progress(`${(bytes / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`);
  };
}
