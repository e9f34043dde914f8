import { CheckProblem } from '../../errors.ts';
import { describeReport } from '../../logs/describe-report.ts';
import type { Excerpt } from '../../logs/log-store.ts';
import { hasNoEvent, type KeysState } from '../../logs/questions/keys.ts';
import type { QuestionAnswer } from '../../logs/questions/question.ts';
import { countOf, grouped } from '../../logs/questions/wording.ts';
import { type ReadReport, type ReadSum, sumReports } from '../../logs/read-report.ts';
import { type BoundSql, type TableUse, toTableUse, type WrittenUse } from '../../logs/source.ts';
import type { Value } from '../../logs/value.ts';
import type { CheckContext, Facts, Measurement } from '../check.ts';
import { sayAbsentFields } from './absent-fields.ts';
import { type AskedPart, askParts, useOf } from './ask-parts.ts';
import { type Asked, keysOf, toAsked } from './asked.ts';
import { assertRead, assertRowsRead, isNothing, type Part } from './assert-read.ts';
import { renderCommand } from './command.ts';
import { tellGaps, tellGapsBriefly, tellOddBytes } from './gaps.ts';
import { hideColumns } from './hide-columns.ts';
import { hideKeys } from './hide-named.ts';
import { assertReadable, assertThere, findNeeds, tellUnread } from './needs.ts';
import type { Narrowing, WrittenQuestions } from './question-schema.ts';
import { tellProgress } from './tell-progress.ts';
import { assertCovered, assertRowsCovered, tellUncovered, tellUncoveredBriefly, uncoveredOf } from './uncovered.ts';

/** What a log check is asked, templates filled in. */
export type LogParameters = WrittenQuestions &
  Narrowing & {
    readonly source?: string | undefined;
    readonly needs: readonly (string | readonly string[])[];
    readonly with: readonly WrittenUse[];
    readonly sql?: string | BoundSql | undefined;
    readonly draw?: keyof typeof titleOfDrawing | undefined;
  };

const maxRows = 200;
/** A picture counts rows together, and shows more of them than an answer keeps. */
const maxDrawn = 50_000;
const maxExcerpts = 8;
/** A larger log takes longer to be read once more than a hint is worth. */
const maxReadAgain = 256e6;

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
  const { sources, window } = context;
  const titleOf = (id: string | undefined) => sources.get(id ?? given.source ?? '')?.title ?? id ?? 'the log';
  const asked = toAsked(given, { window, titleOf });
  const asking = askParts(asked, given, context);
  try {
    return await answerOf({ given, asked, parts: await Promise.all(asking), context });
  } finally {
    // Also where another one of them failed.
    for (const part of asking)
      part.then(
        ({ places }) => places.release(),
        () => undefined,
      );
  }
}

async function answerOf(of: {
  readonly given: LogParameters;
  readonly asked: Asked;
  readonly parts: readonly AskedPart[];
  readonly context: CheckContext;
}): Promise<Measurement> {
  const { given, asked, parts, context } = of;
  const { sources, signal } = context;
  const read = sumReports(parts.map((part) => part.read));
  const found = asked.answer(
    parts.map(({ state }) => state),
    parts.map(({ read }) => read.cut.length > 0),
  );
  const answer = context.redact === undefined ? found : hideKeys(found, keysOf(given), context.redact);
  const { facts, say } = answer;
  assertRead({ parts, isFound: isFound(answer), facts, say, sources });
  const uncovered = uncoveredOf(read);
  assertCovered(uncovered, read, context);
  const evidence = (await parts[asked.refsOf]?.places.resolve(answer.refs.slice(0, maxExcerpts), signal)) ?? [];
  const strays = await Promise.all(parts.map(({ places, strayRefs }) => places.resolve(strayRefs, signal)));
  const uses = parts.map(({ use }) => use);
  const empty = parts.filter((part) => hasNothing(part, answer)).map(({ use }) => use);
  const absent = await sayAbsent({ uses, empty, read, context });
  const blind = tellOddBytes(read, uses);
  const gaps = [...tellUncovered(uncovered, context), ...absent, ...blind, ...tellGaps(read)];
  const isAbsence = !isFound(answer) || given.missing !== undefined;
  return {
    facts: { ...facts, rows: answer.rows, read: toFact(read, context) },
    evidence: [...evidence, ...strays.flat(), ...problemsOf(read)],
    command: renderCommand({ given, sql: undefined, context, read }),
    pictures: answer.pictures,
    unseen: [...tellUncoveredBriefly(uncovered, context), ...tellGapsBriefly(read)].join(', '),
    verdict: {
      outcome: isFound(answer) ? 'found' : 'none',
      status: isAbsence && blind.length > 0 ? 'warn' : statusOf({ ...read, uncovered }, { isAbsence }),
      say: [say, ...gaps].join('; '),
    },
  };
}

/** Whether no event of a log passed what narrows it. */
function hasNothing({ spec, state }: Part, answer: QuestionAnswer): boolean {
  return spec.kind === 'keys' ? hasNoEvent(state as KeysState) : !isFound(answer);
}

/** Of logs of which nothing fulfilled the conditions: which of their fields no event has. */
async function sayAbsent(of: {
  readonly uses: readonly TableUse[];
  readonly empty: readonly TableUse[];
  readonly read: ReadReport;
  readonly context: CheckContext;
}): Promise<readonly string[]> {
  const { uses, empty, read, context } = of;
  const isNarrowed = ({ where }: TableUse) => where !== undefined;
  if (read.bytes > maxReadAgain || !empty.some(isNarrowed)) return [];
  return sayAbsentFields({ asked: uses.filter(isNarrowed), empty: empty.filter(isNarrowed) }, context);
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
  const { logs, sources, window, signal } = context;
  const own = given.source === undefined ? [] : [useOf(given, given.source)];
  const uses = [...own.map((use) => ({ ...use, as: 'events' })), ...own, ...given.with.map(toTableUse)];
  const sql = toBoundSql(given.sql);
  await assertThere(uses, context);
  const scope = { uses, window, signal, onProgress: tellProgress(context) };
  const wanted = given.draw === undefined ? maxRows : maxDrawn;
  const answer = await logs.query({ ...scope, sql, maxRows: wanted });
  const { rows: found, isCut: isMore, empty, madeFrom, read, unreadable } = answer;
  assertReadable(needs, unreadable);
  const uncovered = uncoveredOf(read, needs);
  const unread = tellUnread(unreadable);
  const all =
    context.redact === undefined ? found : hideColumns(found, { madeFrom, sql: sql.text, redact: context.redact });
  assertRowsRead({ rows: all, source: given.source, read, sources });
  assertRowsCovered(uncovered, { source: given.source, needs, isNothing: isNothing(all), read, context });
  const rows = all.slice(0, maxRows);
  const isCut = all.length > rows.length || isMore;
  const first = rows[0] ?? {};
  const refs = rows.flatMap((row) => toRefs(row.refs)).slice(0, maxExcerpts);
  const evidence = await logs.excerpts({ ...scope, refs, sql });
  const shown = rows.map(withoutRefs);
  const absent = await sayAbsent({ uses, empty, read, context });
  const gaps = tellGaps(read);
  const drawing = given.draw === undefined ? undefined : await drawRows(given.draw, all, isMore);
  return {
    facts: { ...withoutRefs(first), rows: shown, truncated: isCut, read: toFact(read, context) },
    evidence: [
      ...evidence,
      ...problemsOf(read),
      ...(drawing !== undefined && 'whyNot' in drawing ? [{ source: 'drawing', text: drawing.whyNot }] : []),
    ],
    command: renderCommand({ given, sql, context, read }),
    pictures: drawing !== undefined && 'picture' in drawing ? [drawing.picture] : [],
    unseen: [...tellUncoveredBriefly(uncovered, context), ...tellGapsBriefly(read), ...unread].join(', '),
    verdict: {
      outcome: rows.length > 0 ? 'found' : 'none',
      // Whether rows tell of something that is there, or is not, nobody can know.
      status: unread.length === 0 ? statusOf({ ...read, uncovered }, { isAbsence: true }) : 'warn',
      say: [
        `${isMore ? 'more than ' : ''}${countOf(all.length, 'row')} from ${countOf(read.lines, 'line')}${isCut ? `; the first ${grouped(rows.length)} are kept` : ''}`,
        ...tellUncovered(uncovered, context),
        ...absent,
        ...gaps,
        ...unread,
      ].join('; '),
    },
  };
}

async function drawRows(
  kind: keyof typeof titleOfDrawing,
  rows: readonly { readonly [column: string]: Value }[],
  isMore: boolean,
) {
  const { toPicture } = await import('../../plot/to-picture.ts');
  const title = titleOfDrawing[kind];
  return toPicture(
    kind,
    isMore ? `${title} (of the first ${grouped(rows.length)} rows)` : title,
    rows.map(withoutRefs),
  );
}

const titleOfDrawing = { arrivals: 'Arrivals', ladder: 'The same ids at every hop', heat: 'Over time' } as const;

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
function toFact(read: ReadSum, { window }: CheckContext): Value {
  const copied = {
    gaps: read.gaps.map((gap) => ({ ...gap })),
    garbled: read.garbled.map((one) => ({ ...one })),
    shared: read.shared.map((one) => ({ ...one })),
  };
  const { uncovered: _, ...told } = read;
  return { ...told, ...copied, say: describeReport(read, { window }) };
}

function problemsOf(read: ReadReport): readonly Excerpt[] {
  return read.problems.map((problem) => ({ source: 'reading', text: problem }));
}

/** What was not read to its end, not understood, left out or not there may hold what was not found, and what counts twice is too much: no plain pass. */
function statusOf(read: ReadReport, { isAbsence }: { readonly isAbsence: boolean }): 'pass' | 'warn' {
  const { cut, shared, strays, tooLong, cutEvents, uncovered } = read;
  const isPart = cut.length > 0 || uncovered.length > 0 || shared.some(({ countsTwice }) => countsTwice);
  return isPart || (isAbsence && strays + tooLong + cutEvents > 0) ? 'warn' : 'pass';
}
