import { type Canvas, type DrawnRow, drawRow } from './drawing.ts';
import { cellOf, type TimeScale, ticksOf } from './time-scale.ts';
import { renderTick } from './time-text.ts';

/** A time axis under a plot that begins at column `indent`: a rule with ticks, and the UTC times under them. */
export function drawAxis(canvas: Canvas, scale: TimeScale, indent: number): readonly DrawnRow[] {
  const { glyphs } = canvas;
  const columns = scale.cells * scale.cellColumns;
  const spanMs = scale.toMs - scale.fromMs;
  const ticks = ticksOf(scale, (stepMs) => renderTick(scale.fromMs, { stepMs, spanMs }).length);
  const rule = Array.from({ length: columns }, () => glyphs.rule);
  const room = canvas.columns - indent;
  let labels = '';
  for (const at of ticks.at) {
    const column = cellOf(scale, at) * scale.cellColumns;
    const label = renderTick(at, { stepMs: ticks.stepMs, spanMs });
    rule[column] = glyphs.tick;
    if (column >= labels.length + (labels === '' ? 0 : 1) && column + label.length <= room)
      labels = labels.padEnd(column) + label;
  }
  const pad = ' '.repeat(indent);
  return [
    drawRow(canvas, 'axis', pad + rule.join('')),
    ...(labels === '' ? [] : [drawRow(canvas, 'axis', pad + labels)]),
  ];
}
