import type { Setting } from '../../../logs/settings/setting.ts';
import { readDuration, type Unit } from '../duration.ts';
import type { Role } from './roles.ts';
import type { Range } from './timing-model.ts';

/** How the pause before each next attempt grows, and how far chance moves it. */
export type Delay = {
  readonly kind: 'fixed' | 'linear' | 'exponential' | 'schedule' | 'unknown';
  readonly baseMs: number | null;
  readonly factor: number | null;
  readonly capMs: number | null;
  readonly scheduleMs: readonly number[] | null;
  readonly jitter: Jitter;
  /** Whether the first repeat comes at once, whatever the base. */
  readonly isFirstFree: boolean;
};

/** `added` is up to `ms` more, `ratio` that share more or less, `full` from 0, `equal` from half, `stretched` up to twice; `unsized` tells no size. */
export type Jitter =
  | { readonly kind: 'none' | 'full' | 'equal' | 'stretched' | 'unsized' | 'unknown' }
  | { readonly kind: 'added'; readonly ms: number }
  | { readonly kind: 'ratio'; readonly ratio: number };

/** Reads the pauses of a policy from the settings that play a part in them. */
export function readDelay(of: {
  readonly found: { readonly [R in Role]?: Setting };
  readonly timeMs: (setting: Setting | undefined) => number | null;
  readonly unit: Unit | undefined;
  readonly assumed: string[];
}): Delay {
  const { found, timeMs, unit, assumed } = of;
  const { delay, schedule, factor, backoff } = found;
  const scheduleMs = readSchedule(schedule, unit);
  const factorNumber = factor === undefined || factor.computed !== undefined ? null : positive(factor.value);
  const isUrllib = /backoff_factor$/i.test(delay?.path ?? '');
  const baseMs = isUrllib ? (positive(delay?.value) ?? 0) * 1000 : timeMs(delay);
  const code = `${delay?.computed ?? ''} ${backoff?.computed ?? ''}`;
  const word = `${backoff?.computed === undefined ? String(backoff?.value ?? '') : ''}`.toLowerCase();
  const kind = ((): Delay['kind'] => {
    if (scheduleMs !== null) return 'schedule';
    if (/exponential|Math\.pow|\*\*|<</.test(code) || /exp/.test(word) || isUrllib) return 'exponential';
    if (/exponential/i.test(backoff?.path ?? '') && /^(?:true|yes|on|1)$/.test(word)) return 'exponential';
    if (/linear/i.test(code) || /linear/.test(word)) return 'linear';
    if (delay?.computed !== undefined) return 'unknown';
    if (/fixed|constant|none/.test(word)) return 'fixed';
    if (factorNumber !== null && factorNumber > 1) return 'exponential';
    if (baseMs === null) return 'unknown';
    if (word === '' || word === 'false') assumed.push(`${delay?.path} stays the same: no setting lets it grow`);
    return word === '' || word === 'false' || /jitter/.test(word) ? 'fixed' : 'unknown';
  })();
  if (isUrllib)
    assumed.push(`${delay?.path} is urllib3's: seconds, doubled each time, and no wait before the first retry`);
  if (kind === 'exponential' && factorNumber === null && !isUrllib && code.trim() === '')
    assumed.push('the delay doubles: no setting says by how much it grows');
  return {
    kind,
    baseMs,
    factor: kind === 'exponential' ? (factorNumber ?? (code.trim() === '' ? 2 : null)) : null,
    capMs: timeMs(found.cap),
    scheduleMs,
    jitter: readJitter({ found, code, word, unit }),
    isFirstFree: isUrllib,
  };
}

/** The pause after the attempt of this number (from 1), from the shortest to the longest; null where the settings do not say. */
export function delayAfter(delay: Delay, attempt: number): Range | null {
  const { kind, baseMs, factor, capMs, scheduleMs, jitter } = delay;
  const plain =
    kind === 'schedule'
      ? (scheduleMs?.[attempt - 1] ?? null)
      : baseMs === null || kind === 'unknown'
        ? null
        : kind === 'fixed'
          ? baseMs
          : kind === 'linear'
            ? baseMs * attempt
            : factor === null
              ? null
              : baseMs * factor ** (attempt - 1);
  if (plain === null) return null;
  if (delay.isFirstFree && attempt === 1) return { from: 0, to: 0 };
  const ms = Math.min(plain, capMs ?? Number.POSITIVE_INFINITY);
  switch (jitter.kind) {
    case 'none':
    case 'unknown':
      return { from: ms, to: ms };
    case 'added':
      return { from: ms, to: ms + jitter.ms };
    case 'ratio':
      return { from: ms * (1 - jitter.ratio), to: ms * (1 + jitter.ratio) };
    case 'full':
      return { from: 0, to: ms };
    case 'equal':
      return { from: ms / 2, to: ms };
    case 'stretched':
      return { from: ms, to: 2 * ms };
    case 'unsized':
      return { from: 0, to: 2 * ms };
  }
}

function readJitter(of: {
  readonly found: { readonly [R in Role]?: Setting };
  readonly code: string;
  readonly word: string;
  readonly unit: Unit | undefined;
}): Jitter {
  const { found, code, word, unit } = of;
  const { jitter } = found;
  if (jitter === undefined) {
    if (/random/i.test(code) || /jitter/.test(word)) return { kind: sizeOf(word) };
    return { kind: 'unknown' };
  }
  if (jitter.computed !== undefined) return { kind: 'unsized' };
  const text = String(jitter.value).trim().toLowerCase();
  if (['false', 'none', 'no', 'off', '0', ''].includes(text))
    return /jitter/.test(word) ? { kind: sizeOf(word) } : { kind: 'none' };
  // retry.js: randomize multiplies with a number between 1 and 2.
  if (/randomi[sz]e$/i.test(jitter.path) && text === 'true') return { kind: 'stretched' };
  const number = positive(jitter.value);
  // A name or value with a unit (RETRY_JITTER_MS=1) is a time; up to 1 without one is a share of the delay.
  const hasUnit = readDuration({ name: jitter.path, value: jitter.value, likely: 'ms' })?.assumed === undefined;
  if (!hasUnit && number !== null && number <= 1) return { kind: 'ratio', ratio: number };
  const ms = readDuration({ name: jitter.path, value: jitter.value, unit: unit ?? 'ms' })?.ms;
  return ms === undefined ? { kind: sizeOf(text) } : { kind: 'added', ms };
}

function sizeOf(word: string): 'full' | 'equal' | 'unsized' {
  return word.includes('full') ? 'full' : word.includes('equal') ? 'equal' : 'unsized';
}

function readSchedule(setting: Setting | undefined, unit: Unit | undefined): readonly number[] | null {
  if (setting === undefined || setting.computed !== undefined) return null;
  const items: readonly unknown[] = Array.isArray(setting.value) ? setting.value : String(setting.value).split(',');
  const times = items.map((value) => readDuration({ name: setting.path, value, unit })?.ms);
  return times.every((ms) => ms !== undefined) ? (times as number[]) : null;
}

function positive(value: unknown): number | null {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number >= 0 ? number : null;
}
