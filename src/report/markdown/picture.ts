import { drawPicture } from '../../plot/draw-picture.ts';
import type { Picture } from '../../plot/picture.ts';
import { codeBlock } from './code.ts';

/** What a page, a ticket and a terminal all show without wrapping. */
const pictureColumns = 72;

/** Renders a picture as text. */
export function renderPicture(picture: Picture): string {
  const rows = drawPicture(picture, { columns: pictureColumns, glyphs: 'unicode' });
  return codeBlock({ text: rows.join('\n'), language: 'text' });
}
