import { keyAt } from '../key-table.ts';
import { createTop } from '../top.ts';
import type { Arrivals } from './arrivals.ts';
import { maxRows, noRepeats, type Summary } from './summary.ts';

/**
 * Of keys that were only counted: the totals, and the keys that may stand in the table. Those of equal count stand in
 * it by their gaps, so that all of them are named if their events find room, else the first of them by text.
 */
export function worstOf(
  arrivals: Arrivals,
  maxEvents: number,
): { readonly keys: ReadonlySet<string>; readonly totals: Summary } {
  let [plural, pluralEvents] = [0, 0];
  const top = createTop<Counted>(maxRows, (a, b) => b.n - a.n || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (let index = 0; index < arrivals.names.size; index++) {
    const n = arrivals.counts.values[index] ?? 0;
    if (n < 2) continue;
    plural += 1;
    pluralEvents += n;
    top.put({ key: keyAt(arrivals.names, index), n });
  }
  const first = top.list();
  const least = first.at(-1)?.n ?? 2;
  const all = first.length < maxRows ? first : withAtLeast(arrivals, least);
  const events = all.reduce((sum, { n }) => sum + n, 0);
  const keys = new Set((events > maxEvents ? first : all).map(({ key }) => key));
  return {
    keys,
    totals: { ...noRepeats, plural, pluralEvents, repeated: plural, repeats: pluralEvents - plural },
  };
}

type Counted = { readonly key: string; readonly n: number };

function withAtLeast(arrivals: Arrivals, least: number): readonly Counted[] {
  const found: Counted[] = [];
  for (let index = 0; index < arrivals.names.size; index++) {
    const n = arrivals.counts.values[index] ?? 0;
    if (n >= least) found.push({ key: keyAt(arrivals.names, index), n });
  }
  return found;
}
