import { isInstant } from '../../plot/time-scale.ts';
import { renderDate, renderGap, renderTime } from '../../plot/time-text.ts';
import { stroke, svgWidth, text } from './shapes.ts';

/** How high an axis with its texts is. */
export const axisHeight = 34;

/** A time axis from side to side at `y`: where it begins and ends, and how long that is. Nothing where no calendar knows the instants. */
export function drawAxis(y: number, of: { readonly fromMs: number; readonly toMs: number }): string {
  const { fromMs, toMs } = of;
  if (!isInstant(fromMs) || !isInstant(toMs)) return '';
  const isOneDay = renderDate(fromMs) === renderDate(toMs);
  const end = isOneDay ? renderTime(toMs) : `${renderDate(toMs).slice(5)} ${renderTime(toMs)}`;
  return [
    stroke([0, y], [svgWidth, y], 'axis'),
    stroke([0, y - 3], [0, y + 3], 'axis'),
    stroke([svgWidth, y - 3], [svgWidth, y + 3], 'axis'),
    text(renderTime(fromMs), { x: 0, y: y + 15, className: 'note' }),
    text(renderGap(toMs - fromMs), { x: svgWidth / 2, y: y + 15, anchor: 'middle', className: 'note' }),
    text(end, { x: svgWidth, y: y + 15, anchor: 'end', className: 'note' }),
    text(`${renderDate(fromMs)} UTC`, { x: 0, y: y + 29, className: 'note' }),
  ].join('\n');
}
