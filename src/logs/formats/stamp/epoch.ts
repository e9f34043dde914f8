import { noStamp, type Stamp } from './stamp.ts';

const perMs = { s: 0.001, ms: 1, us: 1000, ns: 1_000_000 } as const;

/**
 * Reads time since 1970. Without a unit the size tells it: a number of 9 to 11 digits is seconds, of up to 14 milliseconds, of up to 17
 * microseconds, and a longer one nanoseconds (each holds from 1973 to after 5000); a smaller number is rather how long something took.
 */
export function readEpoch(value: string | number, unit?: keyof typeof perMs): Stamp {
  const number = typeof value === 'number' ? value : /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  const of = unit ?? unitOf(number);
  if (of === undefined) return noStamp;
  // Seconds times 1000 rounds more truly than seconds through 0.001.
  // Cut to milliseconds, as written stamps are; a microsecond is what doubles lose.
  const atMs = Math.floor((of === 's' ? number * 1000 : number / perMs[of]) + 0.001);
  // ECMA-262, time values: nothing beyond 100 million days is an instant.
  if (!(Math.abs(atMs) <= 8.64e15)) return noStamp;
  const isWhole = of === 's' && (typeof value === 'number' ? Number.isInteger(value) : !value.includes('.'));
  return { atMs: atMs + 0, resolutionMs: isWhole ? 1000 : 1 };
}

function unitOf(number: number): keyof typeof perMs | undefined {
  if (!(number >= 1e8)) return undefined;
  return number < 1e11 ? 's' : number < 1e14 ? 'ms' : number < 1e17 ? 'us' : 'ns';
}
