import type { Sequence } from '../note/block.ts';
import { circle, type Drawing, path, stroke, svgWidth, text } from './shapes.ts';

const rowHeight = 34;
const headHeight = 26;

/** Draws what went between participants: a line down for each, an arrow for what went from one to another, a mark for what happened at one. */
export function drawSequence({ participants, events }: Sequence): Drawing {
  const column = svgWidth / participants.length;
  const xOf = (index: number) => column * (index + 0.5);
  const height = headHeight + events.length * rowHeight + 10;
  const heads = participants.flatMap((name, index) => [
    text(name, { x: xOf(index), y: 13, room: column - 8, anchor: 'middle' }),
    stroke([xOf(index), 18], [xOf(index), height], 'rule'),
  ]);
  const rows = events.flatMap((event, index) => {
    const y = headHeight + index * rowHeight + 24;
    const told = text(event.text, { x: 0, y: y - 8, className: 'note' });
    if (event.to === undefined) return [circle(xOf(event.from), y, 'mark'), told];
    const [from, to] = [xOf(event.from), xOf(event.to)];
    const back = to > from ? -6 : 6;
    const head = path(
      [
        [to + back, y - 4],
        [to, y],
        [to + back, y + 4],
      ],
      'value',
    );
    return [stroke([from, y], [to, y], 'arrow'), head, told];
  });
  return { shapes: [...heads, ...rows].join('\n'), width: svgWidth, height };
}
