import { type ParsedLine, quickResolutionMs } from '../formats/format.ts';
import { fieldOf, type LogEvent } from '../log-event.ts';
import type { Window } from '../window.ts';

/** Whether a line is stamped when its event began or ended, and the field that says how long it took. */
export type Timing = {
  readonly stamps: 'start' | 'end';
  readonly duration: { readonly field: string; readonly unit: 'ms' | 's' } | undefined;
};

/** A duration of more than a year is a broken field, not a request. */
const maxDurationMs = 366 * 86_400_000;

/** Where an event stands, and its text. */
export type EventLine = Pick<LogEvent, 'raw' | 'ref' | 'part' | 'line'>;

/** An event with both its ends, as far as the stamp and the duration tell. */
export function timesOf(parsed: ParsedLine, at: EventLine, timing: Timing): LogEvent {
  const { atMs, fields } = parsed;
  const { raw, ref, part, line } = at;
  let startMs = timing.stamps === 'start' ? atMs : Number.NaN;
  let endMs = timing.stamps === 'end' ? atMs : Number.NaN;
  if (timing.duration !== undefined && !Number.isNaN(atMs)) {
    const given = fieldOf(fields, timing.duration.field);
    const duration =
      given === undefined || given === null || given === ''
        ? Number.NaN
        : toNumber(given) * (timing.duration.unit === 's' ? 1000 : 1);
    if (Math.abs(duration) <= maxDurationMs) {
      if (timing.stamps === 'start') endMs = Math.round(atMs + duration);
      else startMs = Math.round(atMs - duration);
    }
  }
  return {
    ref,
    part,
    line,
    raw,
    at: Number.isNaN(startMs) ? endMs : startMs,
    startMs,
    endMs,
    resolutionMs: Number.isNaN(atMs) ? Number.NaN : parsed.resolutionMs,
    fields,
  };
}

/**
 * Whether the stamp alone shows that an event lies outside: with a duration, one that ended later may have begun inside. A stamp of whole
 * seconds stands for all of its second.
 */
export function isOutside(stamp: number, window: Window, { stamps, duration }: Timing): boolean {
  const beginsLate = stamp > window.toMs && (duration === undefined || stamps === 'start');
  const endsEarly = stamp + quickResolutionMs <= window.fromMs && (duration === undefined || stamps === 'end');
  return beginsLate || endsEarly;
}

/** Whether an event with a time has no part in a window: one stamp stands for the span that it is exact to. */
export function isApart({ startMs, endMs, resolutionMs }: LogEvent, window: Window): boolean {
  const start = Number.isNaN(startMs) ? endMs : startMs;
  const end = Number.isNaN(endMs) ? startMs : endMs;
  return start > window.toMs || end + Math.max(1, resolutionMs) <= window.fromMs;
}

/** What `Number` gives, read digit by digit where a text is a short decimal: V8 takes several times as long for those. */
export function toNumber(given: unknown): number {
  if (typeof given !== 'string' || given.length > 15) return Number(given);
  let digits = 0;
  let scale = 0;
  for (let at = 0; at < given.length; at++) {
    const code = given.charCodeAt(at);
    if (code === 0x2e && scale === 0) scale = 1;
    else if (code >= 0x30 && code <= 0x39) {
      digits = digits * 10 + code - 0x30;
      scale *= 10;
    } else return Number(given);
  }
  // So few digits and such a power of ten are exact, and a quotient of the two is rounded once, as `Number` does.
  if (scale > 1) return digits / scale;
  return scale === 0 && given !== '' ? digits : Number(given);
}
