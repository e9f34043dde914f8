import { gapsOf, lanesOf } from '../../plot/arrivals.ts';
import type { Arrivals } from '../../plot/picture.ts';
import { axisHeight, drawAxis } from './axis.ts';
import { circle, type Drawing, stroke, svgWidth, text } from './shapes.ts';

const rowHeight = 36;
const maxLanes = 24;
/** A mark is not cut off at the sides. */
const inset = 5;

/** Draws events on a time line, a lane for each label, a mark for each event, or for those at nearly the same time. */
export function drawArrivals(picture: Arrivals): Drawing {
  const all = lanesOf(picture);
  const lanes = all.slice(0, maxLanes);
  if (lanes.length === 0)
    return { shapes: text('Nothing arrived.', { x: 0, y: 13 }), width: svgWidth, height: rowHeight };
  const fromMs = lanes.reduce((least, { at }) => Math.min(least, at[0] ?? least), Number.POSITIVE_INFINITY);
  const toMs = lanes.reduce((most, { at }) => Math.max(most, at.at(-1) ?? most), Number.NEGATIVE_INFINITY);
  const placeOf = (ms: number) =>
    inset + (toMs === fromMs ? 0 : ((ms - fromMs) / (toMs - fromMs)) * (svgWidth - 2 * inset));
  const shapes = lanes.flatMap((lane, index) => {
    const y = index * rowHeight;
    const gaps = gapsOf(lane);
    const told = gaps.length === 0 ? '' : `gaps ${gaps.join(', ')}`;
    const name = `${lane.label} ×${lane.n}`;
    // Marks on the same tenth of a unit are one mark to the eye.
    const places = [...new Set(lane.at.map((ms) => Math.round(placeOf(ms) * 10) / 10))];
    return [
      text(name, { x: 0, y: y + 13, room: told === '' ? svgWidth : svgWidth * 0.45 }),
      ...(told === ''
        ? []
        : [text(told, { x: svgWidth, y: y + 13, room: svgWidth * 0.53, anchor: 'end', className: 'note' })]),
      stroke([0, y + 24], [svgWidth, y + 24], 'rule'),
      ...places.map((x) => circle(x, y + 24, 'mark')),
    ];
  });
  const bottom = lanes.length * rowHeight + 4;
  const more = all.length - lanes.length;
  const rest =
    more > 0 ? [text(`${more} more lanes`, { x: svgWidth, y: bottom + 29, anchor: 'end', className: 'note' })] : [];
  return {
    shapes: [...shapes, drawAxis(bottom, { fromMs, toMs }), ...rest].join('\n'),
    width: svgWidth,
    height: bottom + axisHeight,
  };
}
