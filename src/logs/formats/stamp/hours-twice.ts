import { createOffsets, isNamedZone } from './zone.ts';

/** Clocks are put back at `atMs`: what they show from `fromMs` up to it they show again up to `toMs`. */
export type HoursTwice = { readonly fromMs: number; readonly atMs: number; readonly toMs: number };

const day = 86_400_000;
/** Longer logs are looked at from their beginning: ten years. */
const maxDays = 3660;

/** The times between two instants at which clocks of a zone were put back. */
export function hoursTwiceIn(zone: string, fromMs: number, toMs: number): readonly HoursTwice[] {
  if (!isNamedZone(zone) || !(fromMs <= toMs)) return [];
  const offsetAt = createOffsets(zone);
  const found: HoursTwice[] = [];
  const last = Math.min(toMs + day, fromMs + maxDays * day);
  for (let at = fromMs - day, offset = offsetAt(at); at < last; at += day) {
    const next = offsetAt(at + day);
    if (next < offset) {
      const atMs = changeBetween(at, at + day, offsetAt);
      const long = offset - next;
      const hours = { fromMs: atMs - long, atMs, toMs: atMs + long };
      if (hours.fromMs <= toMs && hours.toMs > fromMs) found.push(hours);
    }
    offset = next;
  }
  return found;
}

function changeBetween(from: number, to: number, offsetAt: (ms: number) => number): number {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
