import { type Canvas, type DrawnRow, drawRow } from '../drawing.ts';
import type { Line } from '../picture.ts';
import { cellOf, type TimeScale } from '../time-scale.ts';

/** The columns of the incident's beginning and end, those that are seen. */
export function edgesOf({ window }: Line, scale: TimeScale | undefined): readonly number[] {
  if (window === null || scale === undefined) return [];
  return [window.fromMs, window.toMs]
    .filter((ms) => ms > scale.fromMs && ms < scale.toMs)
    .map((ms) => cellOf(scale, ms));
}

/** The incident as a bar under the columns in which it lies; none where it lies outside. */
export function drawIncident(
  { window }: Line,
  of: { readonly canvas: Canvas; readonly scale: TimeScale; readonly indent: number },
): readonly DrawnRow[] {
  const { canvas, scale, indent } = of;
  if (window === null || window.toMs < scale.fromMs || window.fromMs > scale.toMs) return [];
  const { glyphs } = canvas;
  const [from, to] = [cellOf(scale, window.fromMs), cellOf(scale, window.toMs)];
  const room = to - from - 1;
  const word = ' incident ';
  const left = Math.max(0, Math.floor((room - word.length) / 2));
  const inner =
    room < word.length + 2
      ? glyphs.rule.repeat(Math.max(0, room))
      : glyphs.rule.repeat(left) + word + glyphs.rule.repeat(room - left - word.length);
  const bar = to === from ? glyphs.open : `${glyphs.open}${inner}${glyphs.close}`;
  const beside = inner.includes(word) ? '' : indent + to + 1 + word.length <= canvas.columns ? word.trimEnd() : '';
  return [drawRow(canvas, 'axis', `${' '.repeat(indent + from)}${bar}${beside}`)];
}
