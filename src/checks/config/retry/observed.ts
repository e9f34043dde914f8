import { CheckProblem, UserError } from '../../../errors.ts';
import type { Value } from '../../../logs/value.ts';
import type { Observed } from './compare-timing.ts';

/**
 * Reads starts as a person gives them: milliseconds (`0, 2000, 4000`), durations (`0s, 2s`), times of day (`10:30:15`) or instants. Stamps in whole
 * seconds throughout leave a second open. Throws a `UserError` for what is none of them.
 */
export function parseObserved(
  starts: readonly (string | number)[],
  durations: readonly (number | null)[] = [],
): Observed {
  const read = starts.map(toMs);
  const [first = 0] = read;
  const startsMs = read.map((ms) => (ms < first && isTime(starts[0]) ? ms + 86_400_000 : ms));
  const hasFractions = starts.some((start) => /\.\d/.test(String(start)));
  return createObserved(startsMs, durations, hasFractions);
}

/** Requests in the order of their starts. Stamps that are all whole seconds are taken for cut ones. */
export function createObserved(
  startsMs: readonly number[],
  durations: readonly (number | null)[],
  isPrecise = false,
): Observed {
  const order = startsMs.map((ms, index) => ({ ms, duration: durations[index] ?? null })).sort((a, b) => a.ms - b.ms);
  const isWhole = !isPrecise && startsMs.length > 1 && startsMs.every((ms) => ms % 1000 === 0);
  return {
    startsMs: order.map(({ ms }) => ms),
    durationsMs: order.map(({ duration }) => duration),
    precisionMs: isWhole ? 1000 : 0,
  };
}

/** Starts and durations out of the rows of a query; rows without a start are left out. */
export function observedOf(rows: readonly { readonly [column: string]: Value }[], durationUnit = 1): Observed {
  const known = rows.flatMap((row) => {
    const start = toNumber(row.start_ms);
    return start === undefined
      ? []
      : [{ start, duration: toNumber(row.dur_ms) ?? null, precision: toNumber(row.resolution_ms) ?? 0 }];
  });
  if (known.length > 1000)
    throw new CheckProblem({
      status: 'error',
      message: `${known.length} requests are more than one series of attempts`,
    });
  const observed = createObserved(
    known.map(({ start }) => start),
    known.map(({ duration }) => (duration === null ? null : duration * durationUnit)),
  );
  const precision = Math.max(0, ...known.map((one) => one.precision));
  return { ...observed, precisionMs: Math.max(observed.precisionMs, precision >= 1000 ? precision : 0) };
}

function toNumber(value: Value | undefined): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function isTime(start: string | number | undefined): boolean {
  return /^\d{1,2}:/.test(String(start).trim());
}

function toMs(start: string | number): number {
  const text = String(start).trim();
  const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?$/.exec(text) ?? [];
  if (hours !== undefined)
    return Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000);
  const [, amount, unit] = /^(-?\d+(?:\.\d+)?)\s*(ms|s)?$/.exec(text) ?? [];
  if (amount !== undefined) return Number(amount) * (unit === 's' ? 1000 : 1);
  const instant = /^\d{4}-\d{2}-\d{2}[T ]/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new UserError({
    message: `"${text}" is not a start`,
    hint: 'Write milliseconds (0,2000,4000), seconds (0s,2s), times (10:30:15,10:30:17) or instants.',
  });
}
