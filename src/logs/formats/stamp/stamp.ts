/** An instant in milliseconds since 1970 (NaN when a text is none), and what it is exact to. */
export type Stamp = { readonly atMs: number; readonly resolutionMs: number };

/** What is not a stamp. */
export const noStamp: Stamp = { atMs: Number.NaN, resolutionMs: Number.NaN };

/** What a stamp that lacks its zone or its year is completed with. */
export type StampContext = {
  /** A wall-clock time, in milliseconds as if it were UTC, as an instant. */
  readonly toInstant: (wallMs: number) => number;
  readonly modifiedMs: number;
};

/** The parts of a stamp; `offsetMinutes` is east of Greenwich. What is left out is unknown. */
export type StampParts = {
  readonly year?: number | undefined;
  readonly month: number;
  readonly day: number;
  readonly hour?: number | undefined;
  readonly minute?: number | undefined;
  readonly second?: number | undefined;
  /** The digits after the decimal point or comma. */
  readonly fraction?: string | undefined;
  readonly offsetMinutes?: number | undefined;
};

const day = 86_400_000;
const cycle = 146_097 * day;

/** The stamp that its parts make, or `noStamp` for a day or time that does not exist. A leap second is the second after it. */
export function toStamp(parts: StampParts, context: StampContext): Stamp {
  const { month, day: date, hour, minute, second, fraction, offsetMinutes } = parts;
  if (month < 1 || month > 12 || date < 1 || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 60)
    return noStamp;
  const resolutionMs = hour === undefined ? day : second === undefined ? 60_000 : fraction === undefined ? 1000 : 1;
  // Cut, not rounded: a stamp stands for what begins there, and no event lies after its own stamp.
  const rest = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  const time = (((hour ?? 0) * 60 + (minute ?? 0)) * 60 + (second ?? 0)) * 1000 + rest;
  const inYear = (year: number): number => {
    if (date > daysIn(year, month)) return Number.NaN;
    // One cycle of the calendar later and back, because Date.UTC takes years below 100 for 19xx (ECMA-262).
    const wall = Date.UTC(year + 400, month - 1, date) - cycle + time;
    return offsetMinutes === undefined ? context.toInstant(wall) : wall - offsetMinutes * 60_000;
  };
  const atMs = parts.year === undefined ? inLastYear(inYear, context.modifiedMs) : inYear(parts.year);
  return Number.isNaN(atMs) ? noStamp : { atMs, resolutionMs };
}

// A file holds nothing from after its last write; a day is left for clocks and zones. 29 February may be eight years back.
function inLastYear(inYear: (year: number) => number, modifiedMs: number): number {
  const last = new Date(modifiedMs + day).getUTCFullYear() + 1;
  for (let year = last; year > last - 10; year--) if (inYear(year) <= modifiedMs + day) return inYear(year);
  return Number.NaN;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}
