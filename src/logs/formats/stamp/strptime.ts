import { createSameMinute, secondsOf } from './same-minute.ts';
import { noStamp, type Stamp, type StampContext, toStamp } from './stamp.ts';
import { offsetOf } from './zone.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

// POSIX strptime, and %f for the fraction of a second (as Python has it).
const directives: { readonly [letter: string]: string | undefined } = {
  Y: '(\\d{4})',
  y: '(\\d\\d)',
  m: '(\\d\\d?)',
  d: '( ?\\d\\d?)',
  e: '( ?\\d\\d?)',
  b: '([A-Za-z]{3,9})',
  B: '([A-Za-z]{3,9})',
  a: '([A-Za-z]{3,9})',
  A: '([A-Za-z]{3,9})',
  H: '( ?\\d\\d?)',
  I: '( ?\\d\\d?)',
  p: '([AaPp][Mm])',
  M: '(\\d\\d)',
  S: '(\\d\\d)',
  f: '(\\d{1,9})',
  z: '(Z|[+-]\\d\\d(?::?\\d\\d)?)',
  Z: '([A-Za-z]{1,5}|[+-]\\d\\d(?::?\\d\\d)?)',
};

/**
 * Reads stamps of one format: a text, or one in the minute of the text read last, which lies from one index of a block of lines to another
 * (undefined for any other).
 */
export type StrptimeReader = {
  readonly read: (text: string) => Stamp;
  readonly readSameMinute: (bytes: Buffer, from: number, to: number) => Stamp | undefined;
};

/**
 * Creates the reader of stamps written as a strptime format says; throws an `Error` that names a directive it does not know. Stamps of one
 * minute differ only in their seconds, so that for whole seconds of a known year these alone are read.
 */
export function createStrptime(format: string, context: StampContext): StrptimeReader {
  const letters: string[] = [];
  const source = format.replace(/%(.?)|[\\^$.*+?()[\]{}|]/gs, (found, letter: string | undefined) => {
    if (letter === undefined) return `\\${found}`;
    if (letter === '%') return '%';
    const directive = directives[letter];
    if (directive === undefined) throw new Error(`"%${letter}" is no directive of a stamp`);
    letters.push(letter === 'e' ? 'd' : letter === 'B' ? 'b' : letter);
    return directive;
  });
  for (const needed of ['d', 'b or m']) {
    if (!needed.split(' or ').some((letter) => letters.includes(letter))) {
      throw new Error(`"${format}" has no %${needed.replace(' or ', ' or %')}, which a stamp needs`);
    }
  }
  const second = letters.includes('Y') && !letters.includes('f') ? groupOf('S', letters) : 0;
  const regex = new RegExp(`^${source}$`, second > 0 ? 'd' : '');
  let before = '';
  let after = '';
  let atMs = 0;
  let resolutionMs = 0;
  const minute = createSameMinute();
  let last = noStamp;
  const stampAt = (seconds: number): Stamp => ({ atMs: atMs + seconds * 1000, resolutionMs });
  return {
    read: (text) => {
      const from = before.length;
      if (from > 0 && text.indexOf(before) === 0 && text.slice(from + 2) === after) {
        const seconds = secondsAt(text, from);
        if (!Number.isNaN(seconds)) return stampAt(seconds);
      }
      const match = regex.exec(text);
      if (match === null) return noStamp;
      const stamp = read(match, letters, context);
      const place = second > 0 ? match.indices?.[second] : undefined;
      const startMs = place === undefined ? Number.NaN : stamp.atMs - secondsAt(text, place[0]) * 1000;
      if (place !== undefined && !Number.isNaN(startMs)) {
        before = text.slice(0, place[0]);
        after = text.slice(place[1]);
        atMs = startMs;
        resolutionMs = stamp.resolutionMs;
        last = noStamp;
        minute.take(before, after);
      }
      return stamp;
    },
    readSameMinute: (bytes, from, to) => {
      const seconds = minute.secondsIn(bytes, from, to);
      if (Number.isNaN(seconds)) return undefined;
      const stampMs = atMs + seconds * 1000;
      if (last.atMs !== stampMs) last = stampAt(seconds);
      return last;
    },
  };
}

function read(match: RegExpExecArray, letters: readonly string[], context: StampContext): Stamp {
  const at: { [letter: string]: string | undefined } = {};
  for (let index = 0; index < letters.length; index++) at[letters[index] ?? ''] = match[index + 1];
  const month = at.b === undefined ? Number(at.m) : months.indexOf(at.b.slice(0, 3).toLowerCase()) + 1;
  const zone = at.z ?? at.Z;
  return toStamp(
    {
      year: yearOf(at),
      month,
      day: Number(at.d),
      hour: hourOf(at),
      minute: at.M === undefined ? undefined : Number(at.M),
      second: at.S === undefined ? undefined : Number(at.S),
      fraction: at.f,
      // An abbreviation that may mean several zones leaves it to the log's own.
      offsetMinutes: zone === undefined ? undefined : offsetOf(zone),
    },
    context,
  );
}

/** The group of a directive that stands once; 0 for others. */
function groupOf(letter: string, letters: readonly string[]): number {
  const at = letters.indexOf(letter);
  return at === letters.lastIndexOf(letter) ? at + 1 : 0;
}

/** The two digits at a place of a stamp that are the seconds of a minute; NaN for others and for a leap second. */
function secondsAt(text: string, from: number): number {
  return secondsOf(text.charCodeAt(from), text.charCodeAt(from + 1));
}

// POSIX: two digits from 69 on are of the last century.
function yearOf(at: { readonly [letter: string]: string | undefined }): number | undefined {
  if (at.Y !== undefined) return Number(at.Y);
  return at.y === undefined ? undefined : Number(at.y) + (Number(at.y) < 69 ? 2000 : 1900);
}

function hourOf(at: { readonly [letter: string]: string | undefined }): number | undefined {
  if (at.I === undefined) return at.H === undefined ? undefined : Number(at.H);
  const hour = Number(at.I);
  // 99 is no hour: there is no 0 and no 13 o'clock on a dial of twelve.
  if (hour < 1 || hour > 12) return 99;
  return (hour % 12) + (at.p?.toLowerCase() === 'pm' ? 12 : 0);
}
