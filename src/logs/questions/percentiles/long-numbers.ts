import { keep } from '../../log-event.ts';
import { wholeOf } from '../../value-text.ts';

/**
 * Texts that write numbers beyond 2^53, by the double that stands for all of them: the least and the greatest as they are written, so that
 * no digits are shown that no event has. `many` where there are too many to keep.
 */
export type LongNumbers = Map<number, { readonly least: string; readonly greatest: string }> | 'many';

const maxKept = 10_000;

/** Whether a double stands for other numbers too. */
export function isLong(value: number): boolean {
  return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER;
}

/** Puts such a text to those that are there. */
export function addLong(into: LongNumbers | undefined, value: number, text: string): LongNumbers {
  if (into === 'many') return into;
  const known = into?.get(value);
  if (into !== undefined && known?.least === text && known.greatest === text) return into;
  const longs = into ?? new Map();
  const kept = keep(text);
  if (known === undefined) longs.set(value, { least: kept, greatest: kept });
  else if (isLess(text, known.least)) longs.set(value, { ...known, least: kept });
  else if (isLess(known.greatest, text)) longs.set(value, { ...known, greatest: kept });
  return longs.size > maxKept ? 'many' : longs;
}

/** Puts the texts of `from` to `into`. */
export function mergeLongs(into: LongNumbers | undefined, from: LongNumbers | undefined): LongNumbers | undefined {
  if (into === undefined || from === undefined) return into ?? from;
  if (into === 'many' || from === 'many') return 'many';
  let all: LongNumbers = into;
  for (const [value, { least, greatest }] of from)
    for (const text of [least, greatest]) all = addLong(all, value, text);
  return all;
}

/** The number as it is written; beyond those that were kept so few digits that nobody takes it for one of them. */
export function tellLong(
  longs: LongNumbers | undefined,
  value: number,
  end: 'least' | 'greatest' = 'least',
): number | string {
  if (longs === undefined || !isLong(value)) return value;
  return (longs === 'many' ? undefined : longs.get(value)?.[end]) ?? value.toExponential(3);
}

function isLess(one: string, other: string): boolean {
  const [a, b] = [wholeOf(one), wholeOf(other)];
  return a === undefined || b === undefined || a === b ? one < other : a < b;
}
