import { keep } from '../log-event.ts';
import type { Window } from '../window.ts';
import { insertMark, type Mark } from './earliest.ts';
import type { Question } from './question.ts';
import { countOf, renderGap, renderInstant } from './wording.ts';

type Found = Mark & { readonly resolutionMs: number; readonly raw: string };

/** The earliest events after the moment, how many there are in all, and how many whose stamp cannot tell. */
export type FirstAfterState = { readonly found: Found[]; n: number; unsure: number };

/**
 * `at` is the moment in milliseconds since 1970, which may have a fraction; `n` how many events are wanted (1 to 20). In a `window` the
 * moment must lie in it: what comes first after another moment may not.
 */
export type FirstAfter = {
  readonly at: number;
  readonly n?: number | undefined;
  readonly window?: Window | undefined;
};

const maxText = 400;

/**
 * The first events at or after a moment, and how long after. Facts: `n` (events from then on), `at` of the first and
 * `after_ms`, its `resolution_ms`, and `unsure`: events stamped before the moment that may have come after it, because
 * their stamp is cut to the second, or to the millisecond where the moment is finer.
 */
export function createFirstAfter({ at: moment, n: wanted = 1, window }: FirstAfter): Question<FirstAfterState> {
  // What is exact to the millisecond lies on one side of a whole one.
  const exactMs = Number.isInteger(moment) ? 1 : 0;
  const limit = Math.min(20, Math.max(1, Math.trunc(wanted)));
  return {
    fields: [],
    start: () => ({ found: [], n: 0, unsure: 0 }),
    add: (state, event) => {
      if (event.at >= moment) {
        state.n += 1;
        const last = state.found[limit - 1];
        if (last !== undefined && event.at > last.at) return;
        const { at, ref, resolutionMs } = event;
        insertMark(state.found, { at, ref, resolutionMs, raw: keep(event.raw.slice(0, maxText)) }, { limit });
      } else if (event.resolutionMs > exactMs && event.at + event.resolutionMs > moment) state.unsure += 1;
    },
    merge: (into, from) => {
      into.n += from.n;
      into.unsure += from.unsure;
      for (const found of from.found) insertMark(into.found, found, { limit });
      return into;
    },
    finish: ({ found, n, unsure }) => {
      const [first] = found;
      const told = renderInstant(moment);
      const inWindow = window === undefined ? '' : ' in the window';
      const doubt = unsure === 0 ? '' : `; ${countOf(unsure, 'event')} stamped just before may also be after it`;
      return {
        facts: {
          n,
          at: renderInstant(first?.at ?? Number.NaN),
          after_ms: first === undefined ? null : gapTo(first, moment),
          resolution_ms: resolutionOf(first),
          unsure,
        },
        rows: found.map((event) => ({
          at: renderInstant(event.at),
          after_ms: gapTo(event, moment),
          after: renderGap(gapTo(event, moment), event.resolutionMs),
          text: event.raw,
        })),
        refs: found.map(({ ref }) => ref),
        say:
          first === undefined
            ? `nothing${inWindow} at or after ${told}${doubt}`
            : `the first comes ${renderGap(gapTo(first, moment), first.resolutionMs)} after ${told}, of ${countOf(n, 'event')}${inWindow}${doubt}`,
        pictures: [],
      };
    },
  };
}

/** To the microsecond: doubles are not much finer here. */
function gapTo({ at }: Found, moment: number): number {
  return Math.round((at - moment) * 1000) / 1000;
}

function resolutionOf(found: Found | undefined): number | null {
  return found === undefined || Number.isNaN(found.resolutionMs) ? null : found.resolutionMs;
}
