import { CheckProblem } from '../../errors.ts';
import { parseCondition } from '../../logs/condition.ts';
import { parseMoment } from '../../logs/moment.ts';
import { createQuestion, type QuestionSpec } from '../../logs/questions/create-question.ts';
import type { KeysState } from '../../logs/questions/keys.ts';
import { ladder } from '../../logs/questions/ladder.ts';
import { missing } from '../../logs/questions/missing.ts';
import type { QuestionAnswer } from '../../logs/questions/question.ts';
import { skew } from '../../logs/questions/skew.ts';
import { renderInstant, renderSpan } from '../../logs/questions/wording.ts';
import { parseDuration, type Window } from '../../logs/window.ts';
import type { Narrowing, WrittenQuestions } from './question-schema.ts';

/** A question to one log; without a `source` it is the step's own. Of that one it goes before what the step says, where it narrows at all. */
export type LogQuestion = Narrowing & { readonly source: string | undefined; readonly spec: QuestionSpec };

/**
 * What a step asks: questions to logs, and what makes their final states one answer, in the same order. `refsOf` is the
 * index of the question whose log the answer's `refs` belong to. `cut` tells of which of the logs a part was not read.
 */
export type Asked = {
  readonly questions: readonly LogQuestion[];
  readonly answer: (states: readonly unknown[], cut?: readonly boolean[]) => QuestionAnswer;
  readonly refsOf: number;
};

/**
 * Turns what a runbook writes into the questions to ask; without any it is the count. `titleOf` tells a source by its
 * title, undefined the step's own. Throws a `CheckProblem` when there is more than one, and a `UserError` for a text
 * that cannot be read.
 */
export function toAsked(
  given: WrittenQuestions & Narrowing,
  context: { readonly window: Window | undefined; readonly titleOf: (source: string | undefined) => string },
): Asked {
  const names = questionNames.filter((name) => given[name] !== undefined);
  if (names.length > 1) {
    throw new CheckProblem({
      status: 'error',
      message: `a step asks one question of a log, not ${names.length}: ${names.join(', ')}`,
    });
  }
  return (
    toMissing(given, context) ??
    toLadder(given, context) ??
    toSkew(given, context) ??
    toOne(toSpec(given, context.window))
  );
}

/** The keys of a log check that are ready questions. */
const questionNames = [
  'repeats',
  'over_time',
  'first_after',
  'percentiles',
  'common',
  'top',
  'missing',
  'ladder',
  'skew',
] as const satisfies readonly (keyof WrittenQuestions)[];

/** The keys by which a question tells events apart. */
export function keysOf(given: WrittenQuestions): readonly string[] {
  const { repeats, over_time, percentiles, top, missing, ladder, skew: skewed } = given;
  const others = [missing?.from, ...(ladder?.hops ?? []), skewed?.with];
  return [
    ...[repeats?.by, over_time?.of, percentiles?.by, top?.by, missing?.by, ladder?.by, skewed?.by],
    ...others.map((other) => (typeof other === 'object' ? other.by : undefined)),
  ].filter((key) => key !== undefined);
}

function toSpec(given: WrittenQuestions, window: Window | undefined): QuestionSpec {
  if (given.repeats !== undefined) {
    const { by, within } = given.repeats;
    return { kind: 'repeats', by, within: durationOf(within) };
  }
  if (given.over_time !== undefined) {
    const { of, every } = given.over_time;
    return { kind: 'over-time', of, everyMs: durationOf(every), window };
  }
  if (given.first_after !== undefined) {
    const at = parseMoment(given.first_after.at);
    if (window !== undefined) assertInside(at, window);
    return { kind: 'first-after', at, n: given.first_after.n, window };
  }
  if (given.top !== undefined) return { kind: 'keys', by: given.top.by };
  if (given.percentiles !== undefined) return { kind: 'percentiles', ...given.percentiles };
  if (given.common !== undefined) {
    return { kind: 'common', bad: [given.common.bad].flat().map(parseCondition), fields: given.common.fields };
  }
  return { kind: 'count' };
}

/** Of what comes after a moment that is outside, the first may be outside too. */
function assertInside(at: number, window: Window): void {
  if (at >= window.fromMs && at <= window.toMs) return;
  throw new CheckProblem({
    status: 'error',
    message: `${renderInstant(at)} lies outside the window, ${renderSpan(window)}: what comes first after it cannot be told`,
    unblock: 'Give a moment in the window, or another window',
  });
}

function toOne(spec: QuestionSpec): Asked {
  const question = createQuestion(spec);
  return {
    questions: [{ source: undefined, spec }],
    answer: ([state]) => question.finish(state),
    refsOf: 0,
  };
}

function toMissing(
  { missing: given, match }: WrittenQuestions & Narrowing,
  context: { readonly window: Window | undefined; readonly titleOf: (source: string | undefined) => string },
): Asked | undefined {
  if (given === undefined) return undefined;
  const { window } = context;
  const name = context.titleOf(undefined);
  const only = given.ids === undefined ? undefined : idsOf(given.ids);
  // Without a key, the ids themselves are what the lines are searched for, where nothing else is.
  const searched = given.by === undefined && match === undefined ? { match: only } : {};
  const here = { ...keysQuestion({ by: given.by, only }), ...searched };
  if (only !== undefined || given.from === undefined) {
    return {
      questions: [here],
      answer: ([state], [isCut] = []) =>
        missing({ wanted: only ?? [], here: state as KeysState, name, by: given.by, isCut, window }),
      refsOf: 0,
    };
  }
  return {
    questions: [here, keysQuestion({ ...given.from, by: given.from.by ?? given.by })],
    answer: ([state, wanted], [isCut] = []) =>
      missing({ wanted: wanted as KeysState, here: state as KeysState, name, by: given.by, isCut, window }),
    // What never appears here stands there.
    refsOf: 1,
  };
}

function toLadder(
  { ladder: given }: WrittenQuestions,
  { titleOf }: { readonly titleOf: (source: string | undefined) => string },
): Asked | undefined {
  if (given === undefined) return undefined;
  const ids = given.ids === undefined ? undefined : idsOf(given.ids);
  return {
    questions: given.hops.map(({ title: _, ...hop }) => keysQuestion({ ...hop, by: hop.by ?? given.by, only: ids })),
    answer: (states) =>
      ladder({
        hops: given.hops.map(({ title, source, by }, index) => ({
          title: title ?? titleOf(source),
          keys: states[index] as KeysState,
          by: by ?? given.by,
        })),
        ids,
      }),
    refsOf: 0,
  };
}

function toSkew(
  { skew: given }: WrittenQuestions,
  { titleOf }: { readonly titleOf: (source: string | undefined) => string },
): Asked | undefined {
  if (given === undefined) return undefined;
  const other = typeof given.with === 'string' ? { source: given.with, by: given.by } : given.with;
  const logs = [
    { title: titleOf(undefined), by: given.by },
    { title: titleOf(other.source), by: other.by ?? given.by },
  ];
  return {
    questions: [keysQuestion({ by: given.by }), keysQuestion({ ...other, by: other.by ?? given.by })],
    answer: ([sender, receiver]) => skew({ sender: sender as KeysState, receiver: receiver as KeysState, logs }),
    refsOf: 0,
  };
}

function keysQuestion(
  of: Narrowing & {
    readonly by: string | undefined;
    readonly source?: string | undefined;
    readonly only?: readonly string[] | undefined;
  },
): LogQuestion {
  const { by, only, source, ...narrowing } = of;
  return { ...narrowing, source, spec: { kind: 'keys', by, only } };
}

/** None of none are missing: an input that is empty would pass. */
function idsOf(ids: readonly string[] | string): readonly string[] {
  const found = typeof ids === 'string' ? ids.split(/[\s,]+/).filter((id) => id !== '') : ids;
  if (found.length > 0) return found;
  throw new CheckProblem({ status: 'error', message: 'there are no ids to look for: what gives them is empty' });
}

function durationOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}
