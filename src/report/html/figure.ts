import { captionOf } from '../../plot/caption.ts';
import type { Picture } from '../../plot/picture.ts';
import { tableOf } from '../../plot/table-of.ts';
import { drawSvg } from '../svg/draw-svg.ts';
import { escapeHtml } from './escape.ts';
import { figuresOf } from './figures-of.ts';
import { renderTable } from './table.ts';

/** A picture with its title and a description for who cannot see it, and its numbers as a table. `id` is unique in the document. */
export function renderFigure(picture: Picture, id: string): string {
  const { shapes, height, width } = drawSvg(picture);
  const [title = '', ...told] = tableOf(picture);
  const { head, rows } = figuresOf(picture);
  return [
    '<figure>',
    `<svg role="img" aria-labelledby="${id}-title ${id}-text" viewBox="0 0 ${width} ${height}">`,
    `<title id="${id}-title">${escapeHtml(title)}</title>`,
    `<desc id="${id}-text">${escapeHtml(`${captionOf(picture)} ${told.join(' ')}`)}</desc>`,
    shapes,
    '</svg>',
    `<figcaption>${escapeHtml(picture.title.trim() || 'Untitled')}</figcaption>`,
    '<details class="figures">',
    '<summary>The same as a table</summary>',
    renderTable(
      head,
      rows.map((row) => row.map(escapeHtml)),
    ),
    '</details>',
    '</figure>',
  ].join('\n');
}
