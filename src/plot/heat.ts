import { drawAxis } from './axis.ts';
import { type Canvas, type DrawnRow, drawRow, fitLabel, labelColumns, titleRow } from './drawing.ts';
import type { Heat } from './picture.ts';
import { isInstant } from './time-scale.ts';
import { renderDate, renderGap, renderTime } from './time-text.ts';
import { toCount } from './to-count.ts';

/** A row with its total and the span that has most; `peakMs` is when that one begins, `values` how many values the row is. */
export type HeatRow = {
  readonly label: string;
  readonly counts: readonly number[];
  readonly total: number;
  readonly peak: number;
  readonly peakMs: number;
  readonly values: number;
};

/** The rows of a picture, `merge` spans as one. */
export function heatRowsOf(picture: Heat, merge = 1): readonly HeatRow[] {
  return picture.rows.map(({ label, counts: given, values = 1 }) => {
    const counts: number[] = Array.from({ length: Math.ceil(given.length / merge) }, () => 0);
    for (const [index, count] of given.entries()) {
      const at = Math.floor(index / merge);
      counts[at] = (counts[at] ?? 0) + toCount(count);
    }
    const peak = counts.reduce((most, count) => Math.max(most, count), 0);
    const peakMs = picture.fromMs + Math.max(0, counts.indexOf(peak)) * everyOf(picture) * merge;
    return { label, counts, total: counts.reduce((sum, count) => sum + count, 0), peak, peakMs, values };
  });
}

/** How long a span of the picture is, in milliseconds. */
function everyOf({ everyMs }: Heat): number {
  return Number.isFinite(everyMs) && everyMs > 0 ? everyMs : 1;
}

/** Draws a strip for each value: the darker, the more of it. Each row has its own scale, so that a rare status is seen beside a common one. */
export function drawHeat(picture: Heat, canvas: Canvas): readonly DrawnRow[] {
  const title = titleRow(canvas, picture.title);
  const spans = picture.rows.reduce((most, { counts }) => Math.max(most, counts.length), 0);
  if (spans === 0) return [title, drawRow(canvas, 'row', 'Nothing was counted.')];
  const folded = fold(picture, Math.max(1, canvas.rows - 4));
  const whole = heatRowsOf(folded);
  const totals = Math.max(...whole.map(({ total }) => String(total).length));
  const labels = labelColumns(
    canvas,
    whole.map(({ label }) => label),
  );
  const indent = labels + totals + 2;
  const isWide = canvas.columns >= 64;
  const peaks = Math.max(...whole.map(({ peak }) => String(peak).length)) + (isWide ? 23 : 6);
  const room = Math.max(1, canvas.columns - indent - peaks - 1);
  const merge = Math.ceil(spans / room);
  const cells = Math.ceil(spans / merge);
  const cellColumns = Math.max(1, Math.min(6, Math.floor(room / cells)));
  const everyMs = everyOf(picture) * merge;
  const rows = heatRowsOf(folded, merge).map((row) => {
    const name = `${fitLabel(canvas, row.label, labels)} ${String(row.total).padStart(totals)} `;
    const strip = Array.from({ length: cells }, (_, cell) =>
      canvas.glyphs.shades[shadeOf(row.counts[cell] ?? 0, row.peak)]?.repeat(cellColumns),
    );
    return drawRow(canvas, 'row', `${name}${strip.join('')} ${peakOf(row, isWide)}`);
  });
  const toMs = picture.fromMs + cells * everyMs;
  const axis = isInstant(picture.fromMs) && isInstant(toMs);
  return [
    title,
    ...rows,
    ...(axis ? drawAxis(canvas, { fromMs: picture.fromMs, toMs, cells, cellColumns }, indent) : []),
    ...legendRows(canvas, everyMs, axis ? picture.fromMs : undefined),
  ];
}

/** More rows than fit are drawn together as the last one, so that no count is lost. */
function fold(picture: Heat, most: number): Heat {
  if (picture.rows.length <= most) return picture;
  const rest = picture.rows.slice(most - 1);
  const counts: number[] = [];
  for (const row of rest)
    for (const [index, count] of row.counts.entries()) counts[index] = (counts[index] ?? 0) + toCount(count);
  const values = rest.reduce((sum, row) => sum + (row.values ?? 1), 0);
  return { ...picture, rows: [...picture.rows.slice(0, most - 1), { label: `${values} more`, counts, values }] };
}

/** 0 for nothing, then 1 to 4 by quarters of the peak. */
function shadeOf(count: number, peak: number): number {
  return count === 0 ? 0 : Math.max(1, Math.min(4, Math.ceil((count / peak) * 4)));
}

function peakOf({ peak, peakMs }: HeatRow, isWide: boolean): string {
  if (peak === 0) return 'none';
  return isWide && isInstant(peakMs) ? `peak ${peak} at ${renderTime(peakMs)}` : `peak ${peak}`;
}

function legendRows(canvas: Canvas, everyMs: number, fromMs: number | undefined): readonly DrawnRow[] {
  const [none, low, half, high, full] = canvas.glyphs.shades;
  const shades = `${none} none ${low} to 25 % ${half} to 50 % ${high} to 75 % ${full} to 100 % of the row's peak`;
  const short = `${none} none ${low}${half}${high}${full} quarters of the peak`;
  const every = `a cell is ${renderGap(everyMs)}`;
  const from = fromMs === undefined ? '' : `from ${renderDate(fromMs)} ${renderTime(fromMs)} UTC`;
  const span = from === '' ? [every] : [`${every}, ${from}`];
  const spans = span.every((text) => text.length <= canvas.columns) ? span : [every, from];
  return [shades.length <= canvas.columns ? shades : short, ...spans].map((text) => drawRow(canvas, 'legend', text));
}
