import { heatRowsOf } from '../../plot/heat.ts';
import type { Heat } from '../../plot/picture.ts';
import { axisHeight, drawAxis } from './axis.ts';
import { type Drawing, rect, svgWidth, text } from './shapes.ts';

const rowHeight = 36;
const maxRows = 24;
/** More cells than these could not be told apart. */
const maxCells = 140;

/** Draws a strip for each value: the darker, the more of it, each row on its own scale. */
export function drawHeat(picture: Heat): Drawing {
  const spans = picture.rows.reduce((most, { counts }) => Math.max(most, counts.length), 0);
  if (spans === 0) return { shapes: text('Nothing was counted.', { x: 0, y: 13 }), width: svgWidth, height: rowHeight };
  const merge = Math.max(1, Math.ceil(spans / maxCells));
  const cells = Math.ceil(spans / merge);
  const all = heatRowsOf(picture, merge);
  const rows = all.slice(0, maxRows);
  const width = svgWidth / cells;
  const shapes = rows.flatMap(({ label, counts, total, peak }, index) => {
    const y = index * rowHeight;
    const told = `${total}, at most ${peak} at a time`;
    return [
      text(label, { x: 0, y: y + 13, room: svgWidth - told.length * 7 - 12 }),
      text(told, { x: svgWidth, y: y + 13, anchor: 'end', className: 'note' }),
      rect({ x: 0, y: y + 18, width: svgWidth, height: 14, className: 'track' }),
      ...counts.flatMap((count, cell) =>
        count === 0
          ? []
          : [
              rect({
                x: cell * width,
                y: y + 18,
                width,
                height: 14,
                className: 'bar',
                share: 0.25 + (0.75 * count) / peak,
              }),
            ],
      ),
    ];
  });
  const bottom = rows.length * rowHeight + 4;
  const more = all.slice(maxRows).reduce((sum, { values }) => sum + values, 0);
  const rest =
    more > 0 ? [text(`${more} more`, { x: svgWidth, y: bottom + 29, anchor: 'end', className: 'note' })] : [];
  const every = Number.isFinite(picture.everyMs) && picture.everyMs > 0 ? picture.everyMs : 1;
  const axis = drawAxis(bottom, { fromMs: picture.fromMs, toMs: picture.fromMs + spans * every });
  return { shapes: [...shapes, axis, ...rest].join('\n'), width: svgWidth, height: bottom + axisHeight };
}
