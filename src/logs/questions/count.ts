import type { Value } from '../value.ts';
import { compareMarks, insertMark, type Mark } from './earliest.ts';
import type { Question } from './question.ts';
import { countOf, renderInstant, renderLength } from './wording.ts';

/** The marks at both ends, the earliest first and the latest first. */
export type CountState = {
  n: number;
  unstamped: number;
  readonly first: Mark[];
  readonly last: Mark[];
  /** References of events without an instant, the first ones. */
  timeless: number[];
};

const ends = 4;

/**
 * How many events there are, and the first and the last. Facts: `n`, `first`, `last` (RFC 3339 or null), `length_ms`,
 * `unstamped` (events without an instant, which count and stand at neither end).
 */
export function createCount(): Question<CountState> {
  return {
    fields: [],
    start: () => ({ n: 0, unstamped: 0, first: [], last: [], timeless: [] }),
    add: (state, event) => {
      state.n += 1;
      if (Number.isNaN(event.at)) {
        state.unstamped += 1;
        state.timeless = lowest([...state.timeless, event.ref]);
        return;
      }
      const { at, ref } = event;
      const first = state.first[ends - 1];
      if (first === undefined || at <= first.at) insertMark(state.first, { at, ref }, { limit: ends });
      const last = state.last[ends - 1];
      if (last === undefined || at >= last.at)
        insertMark(state.last, { at, ref }, { limit: ends, compare: latestFirst });
    },
    merge: (into, from) => {
      into.n += from.n;
      into.unstamped += from.unstamped;
      into.timeless = lowest([...into.timeless, ...from.timeless]);
      for (const mark of from.first) insertMark(into.first, mark, { limit: ends });
      for (const mark of from.last) insertMark(into.last, mark, { limit: ends, compare: latestFirst });
      return into;
    },
    finish: ({ n, unstamped, first, last, timeless }) => {
      const [earliest] = first;
      const [latest] = last;
      const facts = {
        n,
        first: renderInstant(earliest?.at ?? Number.NaN),
        last: renderInstant(latest?.at ?? Number.NaN),
        length_ms: earliest === undefined || latest === undefined ? null : latest.at - earliest.at,
        unstamped,
      };
      return {
        facts,
        rows: [facts satisfies { readonly [name: string]: Value }],
        refs: [...new Set([...first, ...[...last].reverse()].map(({ ref }) => ref)), ...timeless],
        say: say(facts),
        pictures: [],
      };
    },
  };
}

function lowest(refs: number[]): number[] {
  return refs.sort((a, b) => a - b).slice(0, ends);
}

const latestFirst = (a: Mark, b: Mark): number => compareMarks(b, a);

function say(facts: {
  readonly n: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly length_ms: number | null;
  readonly unstamped: number;
}): string {
  const { n, first, last, length_ms: length, unstamped } = facts;
  if (n === 0) return 'no events';
  const events = countOf(n, 'event');
  if (first === null || last === null || length === null) return `${events}, none with a time`;
  const without = unstamped === 0 ? '' : `; ${unstamped} without a time`;
  if (n - unstamped === 1) return `${events}, at ${first}${without}`;
  return `${events} from ${first} to ${last} (${renderLength(length)})${without}`;
}
