import type { Window } from '../window.ts';

/** An instant as RFC 3339 in UTC, to the microsecond, without a fraction where it is zero; null where it is unknown. */
export function renderInstant(ms: number): string | null {
  const micros = Number.isInteger(ms) ? 0 : Math.round(ms * 1000);
  const whole = micros === 0 ? ms : Math.floor(micros / 1000);
  const date = new Date(whole);
  if (Number.isNaN(date.getTime())) return null;
  const rest = micros === 0 ? 0 : micros - whole * 1000;
  if (rest === 0) return date.toISOString().replace('.000Z', 'Z');
  return date.toISOString().replace('Z', `${String(rest).padStart(3, '0')}Z`);
}

/** A window as its two ends, in UTC. */
export function renderSpan({ fromMs, toMs }: Window): string {
  return `${renderInstant(fromMs)} to ${renderInstant(toMs)}`;
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** A length of time in the unit a person would take: `200 ms`, `2.01 s`, `1.5 min`. */
export function renderLength(ms: number): string {
  const size = Math.abs(ms);
  const unit = units.find(([, length]) => size >= length);
  if (unit !== undefined) return `${shorten(ms / unit[1])} ${unit[0]}`;
  return size >= 1000 ? `${shorten(ms / 1000)} s` : `${shorten(ms)} ms`;
}

/**
 * A length between two stamps cut to `resolutionMs`: two stamps of the same second are less than a second apart, never
 * nothing; others are off by up to one resolution either way. Whole milliseconds are told as they are.
 */
export function renderGap(ms: number, resolutionMs: number): string {
  if (!(resolutionMs > 1) && (resolutionMs !== 1 || Number.isInteger(ms))) return renderLength(ms);
  if (ms === 0) return `<${renderLength(resolutionMs)}`;
  return `${renderLength(ms)} ±${renderLength(resolutionMs)}`;
}

/** `1 event`, `12,000 events`. */
export function countOf(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** A whole number with a comma for each thousand. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A text short enough for a sentence. */
export function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** A chance with one digit that counts; below 10^-300 doubles end. */
export function renderChance(p: number): string {
  if (p < 1e-300) return '<1e-300';
  return p < 0.0001 ? p.toExponential(0) : String(Number(p.toPrecision(1)));
}

function shorten(value: number): string {
  return String(Number(value.toFixed(Math.abs(value) >= 100 ? 0 : 2)));
}
