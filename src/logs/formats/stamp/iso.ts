import { noStamp, type Stamp, type StampContext, toStamp } from './stamp.ts';
import { offsetOf } from './zone.ts';

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/;

/**
 * Creates the reader of ISO 8601 as loggers write it: RFC 3339, and also with a blank for the T, a decimal comma, no seconds,
 * or no zone. Lines of one day and zone differ only in their time, so that for them the time alone is read.
 */
export function createIso(context: StampContext): (text: string) => Stamp {
  let start = '';
  let midnight = 0;
  return (text) => {
    const seconds = text.startsWith(start) && start !== '' ? readSeconds(text) : Number.NaN;
    if (!Number.isNaN(seconds)) return { atMs: midnight + seconds, resolutionMs: text.length === 20 ? 1000 : 1 };
    const stamp = readIso(text, context);
    const isUtc = text.length > 19 && text.endsWith('Z') && !Number.isNaN(stamp.atMs);
    if (isUtc) {
      start = text.slice(0, 11);
      midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
    }
    return stamp;
  };
}

/** The time of `…T10:30:17.013Z` in milliseconds, with no fraction or three digits of it; NaN for any other way to write one. */
function readSeconds(text: string): number {
  const { length } = text;
  if ((length !== 24 && length !== 20) || text.charCodeAt(length - 1) !== 90) return Number.NaN;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return Number.NaN;
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const whole = (hour * 3600 + minute * 60 + second) * 1000;
  if (length === 20) return whole;
  const point = text.charCodeAt(19);
  return point === 46 || point === 44 ? whole + digits(text, 20, 23) : Number.NaN;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function readIso(text: string, context: StampContext): Stamp {
  const match = iso.exec(text);
  if (match === null) return noStamp;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const offsetMinutes = zone === undefined ? undefined : offsetOf(zone);
  return toStamp(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: optional(hour),
      minute: optional(minute),
      second: optional(second),
      fraction,
      offsetMinutes,
    },
    context,
  );
}

function optional(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
