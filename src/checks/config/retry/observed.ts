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
  const requests = read.map((ms, index): Request => {
    // Past midnight the times of day begin anew.
    const start = ms < first && isTime(starts[0]) ? ms + dayMs : ms;
    return { start, duration: durations[index] ?? null, status: null, attempt: null, ref: null };
  });
  const isPrecise = starts.some((start) => /\.\d/.test(String(start)));
  return toObserved(requests, isPrecise ? 0 : precisionOf(requests));
}

/** The requests in the rows of a query: `start_ms`, `dur_ms` or `end_ms`, and `status`, `attempt` and `_ref` where there are. Rows without a start are left out. */
export function observedOf(rows: readonly { readonly [column: string]: Value }[]): Observed {
  const requests = rows.flatMap((row): readonly Request[] => {
    const start = toNumber(row.start_ms);
    if (start === null) return [];
    const end = toNumber(row.end_ms);
    const duration = toNumber(row.dur_ms) ?? (end === null || end === start ? null : end - start);
    const ref = typeof row._ref === 'string' ? row._ref : null;
    return [{ start, duration, status: toNumber(row.status), attempt: toNumber(row.attempt), ref }];
  });
  if (requests.length > maxRequests) {
    throw new CheckProblem({
      status: 'error',
      message: `more than ${maxRequests} requests are no series of attempts: narrow them down to one operation`,
    });
  }
  const stamped = Math.max(0, ...rows.map((row) => toNumber(row.resolution_ms) ?? 0));
  return toObserved(requests, Math.max(precisionOf(requests), stamped >= 1000 ? stamped : 0));
}

type Request = {
  readonly start: number;
  readonly duration: number | null;
  readonly status: number | null;
  readonly attempt: number | null;
  readonly ref: string | null;
};

const dayMs = 86_400_000;
/** Rows that are asked for, one more than is looked at. */
export const maxRequests = 1000;

function toObserved(requests: readonly Request[], precisionMs: number): Observed {
  const order = [...requests].sort((a, b) => a.start - b.start);
  return {
    startsMs: order.map(({ start }) => start),
    durationsMs: order.map(({ duration }) => duration),
    precisionMs,
    statuses: order.map(({ status }) => status),
    operations: order.filter(({ attempt }) => attempt === 1).length,
    refs: order.flatMap(({ ref }) => ref ?? []),
  };
}

/** Stamps that are all whole seconds are taken for cut ones. */
function precisionOf(requests: readonly Request[]): number {
  return requests.length > 1 && requests.every(({ start }) => start % 1000 === 0) ? 1000 : 0;
}

function toNumber(value: Value | undefined): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
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
