import { niceStep } from '../time-scale.ts';
import type { Drawable } from './drawable.ts';
import { columnMissing, type Row, readCount, readInstant, readLabel } from './row.ts';

/** More labels than this are counted together, as many as the journal keeps. */
const maxLabels = 99;

/** More spans than this are counted together. */
const maxSpans = 1_000;

/** Rows as a heat strip. The span is the one given, else the one at which the rows lie, else a round one that makes about 60. */
export function toHeat(title: string, rows: readonly Row[]): Drawable {
  const counts = rows.flatMap((row) => {
    const at = readInstant(row.at);
    const n = row.n === undefined ? 1 : readCount(row.n);
    return at === undefined || n === undefined ? [] : [{ at, n, label: readLabel(row.label, 'count') }];
  });
  if (counts.length === 0) return { whyNot: columnMissing('at', { rows, wants: 'a time with a count' }) };
  const first = counts.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = counts.reduce((most, { at }) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  const given = rows.map((row) => readCount(row.every_ms)).find((ms) => ms !== undefined && ms > 0);
  const wanted = given ?? inferSpan(counts.map(({ at }) => at));
  const everyMs = wanted * Math.max(1, Math.ceil((last - first + 1) / wanted / maxSpans));
  // Spans given as rows begin where the rows do; spans of our own begin at round times.
  const fromMs = first - (given === undefined ? modulo(first, everyMs) : 0);
  const spans = Math.floor((last - fromMs) / everyMs) + 1;
  const labels = new Map<string, number[]>();
  for (const { at, n, label } of counts) {
    const name = labels.has(label) || labels.size < maxLabels ? label : 'all others';
    const row = labels.get(name) ?? Array.from({ length: spans }, () => 0);
    const span = Math.floor((at - fromMs) / everyMs);
    row[span] = (row[span] ?? 0) + n;
    labels.set(name, row);
  }
  const others = new Set(counts.map(({ label }) => label)).size - maxLabels;
  const drawn = [...labels].map(([label, row], index) => ({
    label,
    counts: row,
    ...(index === maxLabels && others > 1 ? { values: others } : {}),
  }));
  return { picture: { kind: 'heat', title, fromMs, everyMs, rows: drawn } };
}

/** The distance at which all instants lie, where there is one of which that are not too many; else a round one. */
function inferSpan(instants: readonly number[]): number {
  const sorted = [...new Set(instants)].sort((a, b) => a - b);
  const first = sorted[0] ?? 0;
  const whole = (sorted.at(-1) ?? first) - first;
  if (whole === 0) return 60_000;
  const least = sorted.slice(1).reduce((gap, at, index) => Math.min(gap, at - (sorted[index] ?? at)), whole);
  const isRegular = least >= 1000 && sorted.every((at) => modulo(at, least) === modulo(first, least));
  return isRegular && whole / least <= maxSpans && modulo(first, least) === 0 ? least : niceStep(whole / 60);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
