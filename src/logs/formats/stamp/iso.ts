import { noStamp, type Stamp, type StampContext, toStamp } from './stamp.ts';
import { offsetOf } from './zone.ts';

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/;

/**
 * Creates the reader of ISO 8601 as loggers write it: RFC 3339, and also with a blank for the T, a decimal comma, no seconds,
 * or no zone. Lines of one minute in UTC differ only in their seconds, so that for them the seconds alone are read.
 */
export function createIso(context: StampContext): (text: string) => Stamp {
  let start = '';
  let minuteMs = 0;
  return (text) => {
    if (start !== '' && text.startsWith(start)) {
      const ms = readSeconds(text);
      if (!Number.isNaN(ms)) return { atMs: minuteMs + ms, resolutionMs: text.length === 20 ? 1000 : 1 };
    }
    const stamp = readIso(text, context);
    if (!Number.isNaN(stamp.atMs) && !Number.isNaN(readSeconds(text))) {
      start = text.slice(0, 17);
      minuteMs = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 16)}:00Z`);
    }
    return stamp;
  };
}

/** The seconds of `…10:30:17.013Z` in milliseconds, with no fraction or three digits of it; NaN for any other way to write one. */
function readSeconds(text: string): number {
  const { length } = text;
  if ((length !== 24 && length !== 20) || text.charCodeAt(length - 1) !== 90 || text.charCodeAt(16) !== 58)
    return Number.NaN;
  const seconds = digits(text, 17, 19);
  if (!(seconds <= 59)) return Number.NaN;
  if (length === 20) return seconds * 1000;
  const point = text.charCodeAt(19);
  return point === 46 || point === 44 ? seconds * 1000 + digits(text, 20, 23) : Number.NaN;
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
