import { hashOf } from './hash.ts';
import { createKeyReader, fieldsOfKey, parseKey } from './key.ts';
import { keyAt } from './key-table.ts';
import type { Question } from './question.ts';
import {
  type Arrivals,
  addArrival,
  countOnly,
  createArrivals,
  mergeArrivals,
  settleArrivals,
  trimArrivals,
} from './repeats/arrivals.ts';
import { addToSieve, bitsOf, createSieve, mayRepeat, mergeSieves, partOf, type Sieve } from './repeats/sieve.ts';
import { joinSummaries, noRepeats, type Summary, summarise } from './repeats/summary.ts';

import { tellRepeats } from './repeats/tell-repeats.ts';
import { worstOf } from './repeats/worst.ts';

/** `by` is a key; `within` (milliseconds) lets only neighbours at most that far apart count as repeats. */
export type Repeats = { readonly by: string; readonly within?: number | undefined };

/**
 * What a pass gathers: the events of each key or, when there are too many, a sieve of the keys. `plan` says what a
 * further pass is for; it is the same in every thread.
 */
export type RepeatsState = {
  n: number;
  unkeyed: number;
  arrivals: Arrivals;
  sieve: Sieve | undefined;
  readonly plan: Plan | undefined;
};

/**
 * A further pass looks at the keys of one part that may repeat, and `done` is what the passes before found; or it looks
 * at the worst keys alone, where `totals` are known already.
 */
type Plan = { readonly n: number; readonly unkeyed: number } & (
  | {
      readonly kind: 'part';
      readonly twice: Uint32Array;
      readonly part: number;
      readonly parts: number;
      readonly done: Summary;
    }
  | { readonly kind: 'worst'; readonly keys: ReadonlySet<string>; readonly totals: Summary }
);

/** What is kept before a pass has to do with less: distinct keys, events, bits of the sieve, and further passes. */
type Limits = { readonly keys: number; readonly events: number; readonly bits: number; readonly passes: number };

const defaults: Limits = { keys: 500_000, events: 4_194_304, bits: 28, passes: 16 };

/**
 * The keys that come again, with the gaps between their neighbours in time. Facts: `n` events with a key, `keys`,
 * `repeated_keys`, `repeats`, and of the worst key `worst`, `worst_n`, `gaps_ms`, `gap_ms` (median), `spread_ms`
 * (largest less smallest gap; null below two gaps), `resolution_ms`. Totals are exact unless `at_least` says so; a row
 * that is `cut` had more events than gaps were looked at: its gaps are those of the earliest ones. Memory stays flat:
 * beyond 500,000 keys or 4 million events a first pass finds which keys may repeat (or which are the worst, where
 * nothing else needs gaps), and further ones look at those alone.
 */
export function createRepeats({ by, within }: Repeats, limits = defaults): Question<RepeatsState> {
  const key = parseKey(by);
  const readKey = createKeyReader(key);
  return {
    fields: fieldsOfKey(key),
    start: () => createState(undefined),
    add: (state, event) => {
      const found = readKey(event);
      if (found === undefined) {
        state.unkeyed += 1;
        return;
      }
      state.n += 1;
      const { plan, sieve } = state;
      if (plan !== undefined && !isPlanned(plan, found)) return;
      if (sieve === undefined) {
        if (addArrival(state.arrivals, found, event)) bound(state, { within, limits });
      } else addToSieve(sieve, hashOf(found));
    },
    settle: (state) => {
      settleArrivals(state.arrivals);
      bound(state, { within, limits });
    },
    merge: (into, from) => {
      into.n += from.n;
      into.unkeyed += from.unkeyed;
      if (into.sieve === undefined && from.sieve === undefined) {
        mergeArrivals(into.arrivals, from.arrivals);
        bound(into, { within, limits });
      } else {
        into.sieve ??= sieveOf(into, limits);
        mergeSieves(into.sieve, from.sieve ?? sieveOf(from, limits));
      }
      return into;
    },
    again: (state) => {
      const { plan, sieve, n, unkeyed } = state;
      if (plan?.kind === 'part' && plan.part + 1 < plan.parts) {
        return createState({ ...plan, part: plan.part + 1, done: doneOf({ state, within, limits }) });
      }
      if (plan !== undefined) return undefined;
      if (sieve === undefined) {
        if (!state.arrivals.isCounting) return undefined;
        return createState({ kind: 'worst', n, unkeyed, ...worstOf(state.arrivals, limits.events) });
      }
      const parts = partsOf({ n, sieve, within, limits });
      return createState({ kind: 'part', n, unkeyed, twice: shared(sieve.twice), part: 0, parts, done: noRepeats });
    },
    finish: (state) => {
      if (state.sieve !== undefined || state.arrivals.isCounting)
        throw new Error('not final: `again` has a further pass');
      const { n, unkeyed } = state.plan ?? state;
      const summary = doneOf({ state, within, limits });
      return tellRepeats({ n, unkeyed, keys: n - summary.pluralEvents + summary.plural, summary, by, within });
    },
  };
}

function createState(plan: Plan | undefined): RepeatsState {
  return { n: 0, unkeyed: 0, arrivals: createArrivals(), sieve: undefined, plan };
}

function isPlanned(plan: Plan, key: string): boolean {
  if (plan.kind === 'worst') return plan.keys.has(key);
  const hash = hashOf(key);
  return mayRepeat(plan.twice, hash) && partOf(hash, plan.parts) === plan.part;
}

/**
 * In a first pass too many keys become a sieve; too many events do so where all gaps matter, and else are counted. In a
 * further pass each key keeps its earliest events.
 */
function bound(
  state: RepeatsState,
  { within, limits }: { readonly within: number | undefined; readonly limits: Limits },
): void {
  const { arrivals, plan, sieve } = state;
  if (sieve !== undefined) return;
  const isLong = arrivals.size > limits.events;
  if (plan !== undefined) {
    if (isLong) trimArrivals(arrivals, limits.events);
  } else if (arrivals.names.size > limits.keys || (isLong && within !== undefined)) {
    state.sieve = sieveOf(state, limits);
  } else if (isLong) countOnly(arrivals);
}

function sieveOf(state: RepeatsState, limits: Limits): Sieve {
  const sieve = createSieve(limits.bits);
  const { names, counts } = state.arrivals;
  for (let index = 0; index < names.size; index++) addToSieve(sieve, hashOf(keyAt(names, index)), counts.values[index]);
  state.arrivals = createArrivals();
  return sieve;
}

/**
 * So many passes that each has room for the keys that may repeat. Without `within` the totals need no gaps: they are
 * exact with the earliest events of each key.
 */
function partsOf(of: {
  readonly n: number;
  readonly sieve: Sieve;
  readonly within: number | undefined;
  readonly limits: Limits;
}): number {
  const { n, sieve, within, limits } = of;
  const candidates = bitsOf(sieve.twice);
  const events = n - (bitsOf(sieve.once) - candidates);
  const wanted = Math.max(candidates / limits.keys, within === undefined ? 0 : events / limits.events);
  return Math.min(limits.passes, Math.max(1, Math.ceil(wanted * 1.2)));
}

function doneOf(of: {
  readonly state: RepeatsState;
  readonly within: number | undefined;
  readonly limits: Limits;
}): Summary {
  const { state, within, limits } = of;
  trimArrivals(state.arrivals, limits.events);
  const found = summarise(state.arrivals, within);
  const { plan } = state;
  if (plan === undefined) return found;
  return plan.kind === 'worst' ? { ...plan.totals, top: found.top } : joinSummaries(plan.done, found);
}

/** Threads read these bits together in place of a copy each; nothing writes to them any more. */
function shared(words: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(words.byteLength));
  copy.set(words);
  return copy;
}
