import { captionOf } from '../../plot/caption.ts';
import { drawPicture } from '../../plot/draw-picture.ts';
import type { Picture } from '../../plot/picture.ts';
import { codeBlock } from './code.ts';

/** What a page, a ticket and a terminal all show without wrapping. */
const pictureColumns = 72;

/** Renders a picture as text, with a sentence on how it is read. */
export function renderPicture(picture: Picture): string {
  const rows = drawPicture(picture, { columns: pictureColumns, glyphs: 'unicode' });
  return `${captionOf(picture)}\n\n${codeBlock({ text: rows.join('\n'), language: 'text' })}`;
}
