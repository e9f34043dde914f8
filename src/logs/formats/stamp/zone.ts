import { messageOf, UserError } from '../../../errors.ts';

const day = 86_400_000;
const quarter = 15 * 60_000;

/**
 * Reads wall-clock times of a zone (IANA name, `UTC`, or an offset such as `+02:00`): milliseconds as if they were UTC, to
 * the instant. A time that clocks show twice is the first of the two; one that they skip counts on from before the gap
 * (as RFC 5545, 3.3.5 and Temporal's "compatible" do). Throws a `UserError` for a zone that is unknown.
 */
export function createZone(zone: string): (wallMs: number) => number {
  const fixed = isNamedZone(zone) ? undefined : offsetOf(zone);
  if (fixed !== undefined && !Number.isNaN(fixed))
    return fixed === 0 ? (wallMs) => wallMs : (wallMs) => wallMs - fixed * 60_000;
  const made = zones.get(zone) ?? createRead(zone);
  zones.set(zone, made);
  return made;
}

/** Whether a zone is known by its name and may have a summer time; CET and EET may, which abbreviations of a stamp do not. */
export function isNamedZone(zone: string): boolean {
  return !/^(?:Z|UTC|GMT)$|^[+-]/.test(zone);
}

// What a zone costs is its tables; every file of a log, and every format that is tried on it, shares them.
const zones = new Map<string, (wallMs: number) => number>();

function createRead(zone: string): (wallMs: number) => number {
  const offsetAt = createOffsets(zone);
  // Zones change on a quarter of an hour (all have since 1972), so each quarter of the wall clock has one answer.
  const known = new Map<number, number>();
  return (wallMs) => {
    const index = Math.floor(wallMs / quarter);
    let offset = known.get(index);
    if (offset === undefined) {
      offset = wallOffset(index * quarter, offsetAt);
      if (known.size > 10_000) known.clear();
      known.set(index, offset);
    }
    return wallMs - offset;
  };
}

/** An offset as it is written (`Z`, `+0200`, `-05:30`, `+03`) or a zone abbreviation, in minutes; undefined for others, NaN for more than a day. */
export function offsetOf(text: string): number | undefined {
  const match = /^([+-])(\d\d)(?::?([0-5]\d))?$/.exec(text);
  if (match === null) return abbreviations[text.toUpperCase()];
  if (Number(match[2]) > 23) return Number.NaN;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

// Those that mean one zone in logs: CST, IST, BST and AST are several, and left to the zone of the log.
const abbreviations: { readonly [name: string]: number | undefined } = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  EAT: 180,
  WAT: 60,
  CAT: 120,
  SAST: 120,
  JST: 540,
  KST: 540,
  AEST: 600,
  AEDT: 660,
};

function wallOffset(wallMs: number, offsetAt: (ms: number) => number): number {
  const before = offsetAt(wallMs - day);
  const after = offsetAt(wallMs + day);
  if (before === after || offsetAt(wallMs - before) === before) return before;
  return offsetAt(wallMs - after) === after ? after : before;
}

/** Reads how far clocks of a zone are ahead of UTC at an instant, in milliseconds. Throws a `UserError` for a zone that is unknown. */
export function createOffsets(zone: string): (ms: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new UserError(
      {
        message: `unknown time zone "${zone}": ${messageOf(cause)}`,
        hint: 'Give a name such as Europe/Berlin, or +02:00.',
      },
      { cause },
    );
  }
  return (ms) => {
    const at: { [type: string]: number } = {};
    for (const { type, value } of format.formatToParts(ms)) at[type] = Number(value);
    const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = at;
    return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(ms / 1000) * 1000;
  };
}
