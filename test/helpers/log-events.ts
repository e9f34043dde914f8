import fc from 'fast-check';
import type { LogEvent } from '../../src/logs/log-event.ts';
import type { Question, QuestionAnswer } from '../../src/logs/questions/question.ts';

/** An event with what a test cares about; `start` is its `at` where left out. */
export function logEvent(given: Partial<LogEvent> & { readonly ref: number }): LogEvent {
  const at = given.at ?? Number.NaN;
  return { part: 0, line: 1, raw: '', at, startMs: at, endMs: Number.NaN, resolutionMs: 1, fields: {}, ...given };
}

/**
 * Asks a question as the engine does: states are cloned from thread to thread, and passes go on until it has no further
 * one.
 */
export function ask<State>(
  question: Question<State>,
  parts: readonly (readonly LogEvent[])[],
  { isReversed = false }: { readonly isReversed?: boolean } = {},
): QuestionAnswer {
  return question.finish(gather(question, parts, { isReversed }));
}

/** The final state of a question. */
export function gather<State>(
  question: Question<State>,
  parts: readonly (readonly LogEvent[])[],
  { isReversed = false }: { readonly isReversed?: boolean } = {},
): State {
  let begin: () => State = question.start;
  for (;;) {
    const states = parts.map((events) => {
      const state = structuredClone(begin());
      for (const event of events) question.add(state, event);
      question.settle?.(state);
      return structuredClone(state);
    });
    if (isReversed) states.reverse();
    const state = states.reduce((into, from) => question.merge(into, from), structuredClone(begin()));
    const next = question.again?.(state);
    if (next === undefined) return state;
    begin = () => structuredClone(next);
  }
}

/**
 * Events as logs have them: out of order, several at one instant, without a stamp, cut to the second, fields missing.
 */
export const events = (
  options: { readonly maxLength?: number; readonly span?: number } = {},
): fc.Arbitrary<readonly LogEvent[]> =>
  fc
    .array(
      fc.record({
        at: fc.oneof(
          { weight: 9, arbitrary: fc.integer({ min: 0, max: options.span ?? 30_000 }) },
          { weight: 1, arbitrary: fc.constant(Number.NaN) },
        ),
        isWhole: fc.boolean(),
        cust: fc.option(fc.constantFrom('a', 'b', 'c', 'CUST_7890', 'CUST_with_a_long_name'), { nil: undefined }),
        status: fc.constantFrom<unknown>(200, 200, 201, 404, 500, 503, '500', '-', null, undefined, ''),
        ms: fc.oneof<fc.Arbitrary<unknown>[]>(
          fc.integer({ min: 0, max: 50 }),
          fc.integer({ min: 0, max: 80 }).map((n) => n / 8),
          fc.constant('x'),
        ),
      }),
      { maxLength: options.maxLength ?? 40 },
    )
    .map((all) =>
      all.map(({ at, isWhole, cust, status, ms }, ref) => {
        const stamp = isWhole ? Math.floor(at / 1000) * 1000 : at;
        return logEvent({
          ref,
          at: stamp,
          resolutionMs: isWhole ? 1000 : 1,
          raw: `${stamp} cust=${cust ?? ''} status=${String(status)}`,
          fields: { cust, status, ms },
        });
      }),
    );

/** The same events, shuffled and dealt to several threads. */
export const dealt = (
  of: fc.Arbitrary<readonly LogEvent[]>,
): fc.Arbitrary<{ readonly all: readonly LogEvent[]; readonly parts: readonly (readonly LogEvent[])[] }> =>
  of.chain((all) =>
    fc
      .tuple(fc.shuffledSubarray([...all], { minLength: all.length }), fc.integer({ min: 1, max: 4 }))
      .map(([shuffled, count]) => ({
        all,
        parts: Array.from({ length: count }, (_, part) => shuffled.filter((_, index) => index % count === part)),
      })),
  );
