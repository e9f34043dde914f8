import type { KeyRecord } from './key-record.ts';
import { findRecord, isSampled, type KeysState, recordsOf } from './keys.ts';
import type { QuestionAnswer } from './question.ts';
import { type Interval, mostOverlapped } from './skew/overlap.ts';
import { hasNoKey, sayUnkeyed } from './unkeyed.ts';
import { countOf, renderLength } from './wording.ts';

/**
 * The keys of two logs of the same requests: of the party that sends them, and of the one that receives them. `logs` say how the two are
 * told, and by which key.
 */
export type Skew = { readonly sender: KeysState; readonly receiver: KeysState; readonly logs?: readonly Named[] };

type Named = { readonly title: string; readonly by: string };

/** How the clocks are known to differ: receiver's less sender's, in milliseconds. */
type Pair = { readonly ref: number; readonly bounds: Interval; readonly ends: 'both' | 'start' };

const maxRefs = 8;

/**
 * How far the receiver's clock is ahead of the sender's, from the requests that both logged. A request reaches the
 * receiver after it was sent and its answer comes back after the receiver ended: with t0 and t3 its start and end at
 * the sender, t1 and t2 at the receiver, the offset lies between t2 - t3 and t1 - t0, and is estimated as their middle
 * (RFC 5905 section 8). Stamps that are cut to a resolution widen the bounds by it. Only ids seen equally often on both
 * sides count, by their first event.
 *
 * Facts: `offset_ms` (median; null where only one bound is known), `low_ms`, `high_ms` (what most ids agree on; null
 * where unbounded), `n` ids, `agreeing` of them, `method` (`both-ends`, `one-way` or `none`).
 */
export function skew({ sender, receiver, logs = [] }: Skew): QuestionAnswer {
  const { shared, pairs } = pairUp(sender, receiver);
  const both = pairs.filter(({ ends }) => ends === 'both');
  const used = both.length > 0 ? both : pairs;
  const found = mostOverlapped(used.map(({ bounds }) => bounds));
  const method = found === undefined ? 'none' : both.length > 0 ? 'both-ends' : 'one-way';
  const unkeyed = [sender, receiver].flatMap((keys, index) => sayNoKey(keys, logs[index]));
  const problem = problemOf({ shared, unkeyed, pairs: used, agreeing: found?.n ?? 0, isBoth: both.length > 0 });
  const isKnown = found !== undefined && problem === undefined;
  const offset = isKnown && method === 'both-ends' ? medianWithin(used, found) : undefined;
  return {
    facts: {
      method: isKnown ? method : 'none',
      offset_ms: offset ?? null,
      low_ms: isKnown ? finite(found.low) : null,
      high_ms: isKnown ? finite(found.high) : null,
      n: used.length,
      agreeing: found?.n ?? 0,
      shared,
    },
    rows: [],
    refs: used
      .map(({ ref }) => ref)
      .sort((a, b) => a - b)
      .slice(0, maxRefs),
    say: isKnown ? say({ found, offset, n: used.length }) : `the clocks cannot be compared: ${problem}`,
    pictures: [],
  };
}

function pairUp(sender: KeysState, receiver: KeysState): { readonly shared: number; readonly pairs: readonly Pair[] } {
  const level = Math.max(sender.level, receiver.level);
  const pairs: Pair[] = [];
  let shared = 0;
  for (const sent of recordsOf(sender)) {
    const received = isSampled(sent.key, level) ? findRecord(receiver, sent.key) : undefined;
    if (received === undefined) continue;
    shared += 1;
    const pair = sent.n === received.n ? toPair(sent, received) : undefined;
    if (pair !== undefined) pairs.push(pair);
  }
  return { shared, pairs };
}

// A stamp cut to r stands for anything from itself to r later.
function toPair(sent: KeyRecord, received: KeyRecord): Pair | undefined {
  const high = received.startMs - sent.startMs + received.resolutionMs;
  const low = received.endMs - sent.endMs - sent.resolutionMs;
  if (Number.isNaN(high)) return undefined;
  if (Number.isNaN(low)) return { ref: sent.ref, bounds: { low: Number.NEGATIVE_INFINITY, high }, ends: 'start' };
  return { ref: sent.ref, bounds: { low, high }, ends: 'both' };
}

function sayNoKey(keys: KeysState, log: Named | undefined): readonly string[] {
  return log !== undefined && hasNoKey(keys) ? [sayUnkeyed(log.by, keys.unkeyed, ` of ${log.title}`)] : [];
}

function problemOf(of: {
  readonly shared: number;
  readonly unkeyed: readonly string[];
  readonly pairs: readonly Pair[];
  readonly agreeing: number;
  readonly isBoth: boolean;
}): string | undefined {
  const { shared, unkeyed, pairs, agreeing, isBoth } = of;
  if (unkeyed.length > 0) return unkeyed.join('; ');
  if (shared === 0) return 'the two logs share no id';
  if (pairs.length === 0) return `none of ${countOf(shared, 'shared id')} has a start on both sides and the same count`;
  if (!isBoth) return undefined;
  if (pairs.filter(({ bounds }) => bounds.low > bounds.high).length * 2 > pairs.length) {
    return 'most requests last longer at the receiver than at the sender, so the two may be swapped';
  }
  if (agreeing * 2 <= pairs.length)
    return `only ${agreeing} of ${countOf(pairs.length, 'shared id')} agree, so a clock may have been set meanwhile`;
  return undefined;
}

function medianWithin(pairs: readonly Pair[], { low, high }: Interval): number {
  const middles = pairs
    .filter(({ bounds }) => bounds.low <= high && bounds.high >= low)
    .map(({ bounds }) => (bounds.low + bounds.high) / 2)
    .sort((a, b) => a - b);
  const at = (middles.length - 1) / 2;
  const median = ((middles[Math.floor(at)] ?? 0) + (middles[Math.ceil(at)] ?? 0)) / 2;
  return Math.min(high, Math.max(low, median));
}

function say(of: { readonly found: Interval; readonly offset: number | undefined; readonly n: number }): string {
  const { found, offset, n } = of;
  const ids = countOf(n, 'shared id');
  if (offset === undefined) {
    const bound =
      found.high >= 0 ? `at most ${renderLength(found.high)} ahead` : `at least ${renderLength(-found.high)} behind`;
    return `the receiver's clock is ${bound} (starts alone give no other bound; ${ids})`;
  }
  if (found.low <= 0 && found.high >= 0) {
    return `the clocks may agree: the receiver's is between ${renderLength(-found.low)} behind and ${renderLength(found.high)} ahead (${ids})`;
  }
  const [near, far] = offset > 0 ? [found.low, found.high] : [-found.high, -found.low];
  const word = offset > 0 ? 'ahead' : 'behind';
  return `the receiver's clock is ${renderLength(Math.abs(offset))} ${word} (between ${renderLength(near)} and ${renderLength(far)}, ${ids})`;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
