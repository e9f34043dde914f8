import { noStamp, type Stamp, type StampContext, toStamp } from './stamp.ts';
import { offsetOf } from './zone.ts';

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/;

/** Reads ISO 8601 as loggers write it: RFC 3339, and also with a blank for the T, a decimal comma, no seconds, or no zone. */
export function readIso(text: string, context: StampContext): Stamp {
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
