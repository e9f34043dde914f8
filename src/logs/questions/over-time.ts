import { CheckProblem, UserError } from '../../errors.ts';
import { keep, type LogEvent } from '../log-event.ts';
import type { Window } from '../window.ts';
import { createKeyReader, fieldsOfKey, parseKey } from './key.ts';
import { addRow, addToRow, createSpans, forgetValues, type Spans, widen } from './over-time/spans.ts';
import { stepFor, steps } from './over-time/steps.ts';
import { tellOverTime } from './over-time/tell-over-time.ts';
import type { Question } from './question.ts';
import { grouped, renderLength } from './wording.ts';

/**
 * `of` is a key whose values are told apart, `everyMs` the length of a span (found when left out), `window` what the
 * picture is about (the events themselves when left out).
 */
export type OverTime = {
  readonly of?: string | undefined;
  readonly everyMs?: number | undefined;
  readonly window?: Window | undefined;
};

/** Counts by span, and what is left out of them: events without an instant, without a value, or outside the window. */
export type OverTimeState = { readonly spans: Spans; unstamped: number; unkeyed: number; outside: number };

type Limits = { readonly values: number; readonly spans: number; readonly cells: number };

const defaults: Limits = { values: 2000, spans: 1_000_000, cells: 4_000_000 };
const coarsenAt = 1024;
/** Stamps are told apart by milliseconds, and instants end 8.64e15 of them from 1970 (ECMA-262). */
const lengths = { least: 1, most: 8.64e15 };

/**
 * How the counts run over time, by the values of a key. Spans begin at multiples of their length since 1970. Without
 * `everyMs` they are as short as 60 of them allow, which goes by the first and the last instant alone. The 50 most
 * frequent values have a row of their own, the rest are `other`; beyond 2,000 values (or 4 million counts) it is an id,
 * and values are not told apart. An event without the key's value does not count.
 */
export function createOverTime({ of, everyMs, window }: OverTime, limits = defaults): Question<OverTimeState> {
  const key = of === undefined ? undefined : parseKey(of);
  const readKey = key === undefined ? undefined : createKeyReader(key);
  if (everyMs !== undefined) assertLength(everyMs);
  const fixed = everyMs ?? (window === undefined ? undefined : stepFor(window.fromMs, window.toMs));
  const place = createPlace({ readKey, limits, isFixed: fixed !== undefined });
  return {
    fields: key === undefined ? [] : fieldsOfKey(key),
    start: () => ({
      spans: createSpans(fixed ?? (steps[0] as number)),
      unstamped: 0,
      unkeyed: 0,
      outside: 0,
    }),
    add: (state, event) => {
      const { at } = event;
      if (Number.isNaN(at)) state.unstamped += 1;
      else if (window !== undefined && (at < window.fromMs || at > window.toMs)) state.outside += 1;
      else if (!place(state.spans, event)) state.unkeyed += 1;
    },
    merge: (into, from) => {
      into.unstamped += from.unstamped;
      into.unkeyed += from.unkeyed;
      into.outside += from.outside;
      mergeSpans(into.spans, from.spans);
      bound(into.spans, limits, fixed !== undefined);
      return into;
    },
    finish: ({ spans, unstamped, unkeyed, outside }) => {
      const told = fixed === undefined ? structuredClone(spans) : spans;
      const { fromMs, toMs } = window ?? { fromMs: spans.min, toMs: spans.max };
      if (fixed === undefined && spans.spans.size > 0) widen(told, Math.max(told.everyMs, stepFor(fromMs, toMs)));
      let n = 0;
      for (const row of told.spans.values()) for (const count of row) n += count;
      return tellOverTime({ spans: told, of, n, unstamped, unkeyed, outside, fromMs, toMs });
    },
  };
}

function assertLength(everyMs: number): void {
  if (everyMs >= lengths.least && everyMs <= lengths.most) return;
  const size = everyMs > lengths.most ? 'long' : 'short';
  throw new UserError({
    message: `${renderLength(everyMs)} is too ${size} for a span of time`,
    hint: 'Write for example 30s, 5m or 1h; the shortest is 1ms.',
  });
}

/**
 * Counts an event; false when it has no value. Neighbouring lines mostly share their span and often their value: both
 * are looked up only when they change.
 */
function createPlace(of: {
  readonly readKey: ((event: LogEvent) => string | undefined) | undefined;
  readonly limits: Limits;
  readonly isFixed: boolean;
}): (spans: Spans, event: LogEvent) => boolean {
  const { readKey, limits, isFixed } = of;
  let rows: Map<number, number[]> | undefined;
  let row: number[] = [];
  let span = Number.NaN;
  let text = '';
  let textValue = 0;
  return (spans, event) => {
    const { at } = event;
    let value = 0;
    if (readKey !== undefined) {
      const found = readKey(event);
      if (found === undefined) return false;
      if (!spans.isOneValue) {
        if (found !== text || rows !== spans.spans) {
          textValue = numberOfValue(spans, found);
          text = found;
        }
        value = textValue;
      }
    }
    if (at < spans.min) spans.min = at;
    if (at > spans.max) spans.max = at;
    const wanted = Math.floor(at / spans.everyMs);
    if (wanted !== span || rows !== spans.spans) {
      let known = spans.spans.get(wanted);
      if (known === undefined) {
        known = [];
        spans.spans.set(wanted, known);
      }
      row = known;
      span = wanted;
      rows = spans.spans;
    }
    const before = row[value];
    if (before !== undefined && before > 0) row[value] = before + 1;
    else {
      addToRow(spans, row, value, 1);
      bound(spans, limits, isFixed);
    }
    return true;
  };
}

function numberOfValue(spans: Spans, text: string): number {
  const known = spans.values.get(text);
  if (known !== undefined) return known;
  const index = spans.values.size;
  spans.values.set(keep(text), index);
  return index;
}

function mergeSpans(into: Spans, from: Spans): void {
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  const other = into.everyMs === from.everyMs && into.isOneValue === from.isOneValue ? from : structuredClone(from);
  const everyMs = Math.max(into.everyMs, other.everyMs);
  widen(into, everyMs);
  widen(other, everyMs);
  if (into.isOneValue || other.isOneValue) {
    forgetValues(into);
    forgetValues(other);
  }
  const moved = [...other.values.keys()].map((text) => numberOfValue(into, text));
  const isMoved = moved.some((target, value) => target !== value);
  for (const [span, row] of other.spans) addRow(into, span, isMoved ? move(row, moved) : row);
}

function move(row: readonly number[], moved: readonly number[]): readonly number[] {
  const target: number[] = [];
  row.forEach((n, value) => {
    const to = moved[value] ?? 0;
    while (target.length <= to) target.push(0);
    target[to] = n;
  });
  return target;
}

/** Keeps the state small: longer spans where they were not given, and values told apart only while they are few. */
function bound(spans: Spans, limits: Limits, isFixed: boolean): void {
  if (spans.values.size > limits.values) forgetValues(spans);
  // So many spans at this step are more than an answer has, which therefore takes a longer one in any case.
  while (!isFixed && spans.spans.size > coarsenAt) widen(spans, stepFor(spans.min, spans.max));
  if (spans.cells > limits.cells) forgetValues(spans);
  if (spans.spans.size > limits.spans) {
    throw new CheckProblem({
      status: 'error',
      message: `more than ${grouped(limits.spans)} spans of ${renderLength(spans.everyMs)}`,
      unblock: 'Take a longer `every`, or leave it out',
    });
  }
}
