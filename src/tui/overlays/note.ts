import { blank, type Line, line, span } from '../line.ts';
import type { World } from '../world.ts';
import { paragraph } from '../wrap.ts';

/** The note as it stands: Markdown as it is, its headings bold. */
export function noteLines(world: World, columns: number): readonly Line[] {
  const rows = world.note().split(/\r\n|\r|\n/);
  return [
    line(span('Kept in ', 'label'), span(world.notePath)),
    blank,
    ...rows.flatMap((row) =>
      row === '' ? [blank] : paragraph(row, columns, { tone: /^#{1,6} /.test(row) ? 'strong' : 'plain' }),
    ),
  ];
}
