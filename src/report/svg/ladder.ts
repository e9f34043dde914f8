import { firstChange, rungsOf } from '../../plot/ladder.ts';
import type { Ladder } from '../../plot/picture.ts';
import { type Drawing, rect, svgWidth, text } from './shapes.ts';

const rowHeight = 36;
const maxRungs = 30;

/** Draws a bar for each hop under its name and numbers; what changes at a hop stands beside them. */
export function drawLadder(picture: Ladder): Drawing {
  const all = rungsOf(picture, { times: '×', minus: '−' });
  const rungs = all.slice(0, maxRungs);
  const first = firstChange(all);
  const most = rungs.reduce((high, { ids, lines }) => Math.max(high, ids, lines), 1);
  const shapes = rungs.flatMap(({ title, ids, lines, change }, index) => {
    const y = index * rowHeight;
    const counts = lines === ids ? `${ids}` : `${ids} in ${lines} lines`;
    const told = `${counts}${change === undefined ? '' : `  ${index === first ? '← ' : ''}${change}`}`;
    const width = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * svgWidth));
    return [
      text(title, { x: 0, y: y + 13, room: svgWidth - told.length * 7 - 12 }),
      text(told, { x: svgWidth, y: y + 13, anchor: 'end', className: change === undefined ? 'note' : 'change' }),
      rect({ x: 0, y: y + 19, width: svgWidth, height: 10, className: 'track' }),
      rect({ x: 0, y: y + 19, width: width(lines), height: 10, className: 'extra' }),
      rect({ x: 0, y: y + 19, width: width(ids), height: 10, className: 'bar' }),
    ];
  });
  const y = rungs.length * rowHeight + 13;
  const more = all.length - rungs.length;
  const end =
    all.length === 0
      ? 'There is no hop.'
      : more > 0
        ? `${more} more hops`
        : first === -1
          ? 'The totals stay the same.'
          : '';
  return {
    shapes: [...shapes, ...(end === '' ? [] : [text(end, { x: 0, y, className: 'note' })])].join('\n'),
    width: svgWidth,
    height: Math.max(rowHeight, rungs.length * rowHeight + (end === '' ? 0 : 20)),
  };
}
