import { keptLines } from '../kept-lines.ts';
import { blank, type Line, line, span } from '../line.ts';
import { paragraph } from '../wrap.ts';

/** The note as it stands: Markdown as it is, its headings bold. */
export const noteLines = keptLines((world, columns: number): readonly Line[] => [
  line(span('Kept in ', 'label'), span(world.notePath)),
  blank,
  ...world
    .note()
    .split(/\r\n|\r|\n/)
    .flatMap((row) =>
      row === '' ? [blank] : paragraph(row, columns, { tone: /^#{1,6} /.test(row) ? 'strong' : 'plain' }),
    ),
]);
