import { drawRows } from '../../plot/draw-picture.ts';
import type { DrawnRow } from '../../plot/drawing.ts';
import type { Picture } from '../../plot/picture.ts';
import { blank, type Line, line, span } from '../line.ts';
import type { Theme, Tone } from '../theme.ts';

/** Pictures as rows of a panel. A colour only repeats what the row says. */
export function pictureLines(pictures: readonly Picture[], columns: number, theme: Theme): readonly Line[] {
  return pictures.flatMap((picture) => [
    blank,
    ...drawRows(picture, { columns, glyphs: theme.charset, rows: maxRows }).map(({ role, text }) =>
      line(span(text, tones[role])),
    ),
  ]);
}

/** A picture that takes more is no longer seen at a glance. */
const maxRows = 16;

const tones: { readonly [R in DrawnRow['role']]: Tone } = {
  title: 'strong',
  row: 'plain',
  change: 'warn',
  axis: 'quiet',
  legend: 'quiet',
};
