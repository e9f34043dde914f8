import type { Reading } from './read-signature.ts';
import type { Scheme } from './scheme.ts';

/** How old a request was when it arrived. `within` is null where the scheme judges no age; `cause` and `words` say what is wrong. */
export type Age = {
  readonly seconds: number | null;
  readonly within: boolean | null;
  readonly cause: string | null;
  readonly words: string;
};

/** Judges the timestamp alone: one that is no number is never within the tolerance. `when` says what it was judged against. */
export function judgeAge(of: {
  readonly reading: Reading;
  readonly scheme: Scheme;
  readonly received: Date;
  readonly when: string;
}): Age {
  const { reading, scheme, received, when } = of;
  const { signedAt, expiresAt, timestamp } = reading;
  const seconds = signedAt === null ? null : (received.getTime() - signedAt.getTime()) / 1000;
  const fine = { seconds, cause: null, words: '' };
  if (expiresAt !== null && received > expiresAt) {
    const late = Math.round((received.getTime() - expiresAt.getTime()) / 1000);
    return {
      seconds,
      within: false,
      cause: 'expired',
      words: `it expired ${late} s before ${when === 'now' ? 'now' : 'it arrived'}`,
    };
  }
  if (scheme.toleranceS === null || timestamp === undefined)
    return { ...fine, within: expiresAt === null ? null : true };
  const allowed = `is outside the ${scheme.toleranceS} s allowed`;
  if (seconds === null)
    return {
      seconds,
      within: false,
      cause: 'timestamp-no-time',
      words: `its timestamp, "${timestamp.slice(0, 40)}" is not a time, ${allowed}`,
    };
  const unit = guessUnit(timestamp, scheme, received);
  if (seconds <= scheme.toleranceS && (!scheme.future || -seconds <= scheme.toleranceS)) {
    // A provider that refuses only what is too old lets a timestamp of the year 58000 pass.
    const isOdd = unit !== undefined && seconds < 0;
    return isOdd
      ? { seconds, within: true, cause: 'timestamp-unit', words: `its timestamp is far ahead of ${when}: ${unit}` }
      : { ...fine, within: true };
  }
  const rounded = Math.round(seconds);
  const words = `its timestamp, ${renderSpan(Math.abs(rounded))} ${rounded < 0 ? 'ahead of' : 'old'} ${when}, ${allowed}`;
  if (unit !== undefined)
    return { seconds, within: false, cause: 'timestamp-unit', words: `its timestamp ${allowed}: ${unit}` };
  return { seconds, within: false, cause: rounded < 0 ? 'in-future' : 'too-old', words: words + guessZone(seconds) };
}

function renderSpan(seconds: number): string {
  if (seconds < 7200) return `${seconds} s`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** A timestamp that makes sense in the other unit is most likely in it. */
function guessUnit(timestamp: string, { timestampUnit }: Scheme, received: Date): string | undefined {
  const isNear = (ms: number) => Math.abs(received.getTime() - ms) < 366 * 86_400_000;
  const value = Number(timestamp);
  if (timestampUnit === 's' && isNear(value)) return 'it is in milliseconds, where this scheme has seconds';
  if (timestampUnit === 's' && isNear(value / 1000)) return 'it is in microseconds, where this scheme has seconds';
  return timestampUnit === 'ms' && isNear(value * 1000)
    ? 'it is in seconds, where this scheme has milliseconds'
    : undefined;
}

function guessZone(seconds: number): string {
  const hours = Math.round(seconds / 3600);
  const isWhole = hours !== 0 && Math.abs(hours) <= 14 && Math.abs(seconds - hours * 3600) <= 60;
  return isWhole ? ` (just ${Math.abs(hours)} h: perhaps a local time was taken for UTC)` : '';
}
