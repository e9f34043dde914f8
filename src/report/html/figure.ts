import { captionOf } from '../../plot/caption.ts';
import type { Picture } from '../../plot/picture.ts';
import { tableOf } from '../../plot/table-of.ts';
import type { Sequence } from '../note/block.ts';
import { drawSvg } from '../svg/draw-svg.ts';
import { drawSequence } from '../svg/sequence.ts';
import type { Drawing } from '../svg/shapes.ts';
import { escapeHtml } from './escape.ts';
import { figuresOf } from './figures-of.ts';
import { renderTable } from './table.ts';

/** A picture with its title and a description for who cannot see it, and its numbers as a table. `id` is unique in the document. */
export function renderFigure(picture: Picture, id: string): string {
  const [title = '', ...told] = tableOf(picture);
  const { head, rows } = figuresOf(picture);
  return [
    '<figure>',
    renderSvg(drawSvg(picture), { id, title, description: `${captionOf(picture)} ${told.join(' ')}` }),
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

/** A sequence between parties; the table of the timeline that stands with it has its rows. */
export function renderSequence(sequence: Sequence, id: string): string {
  const names = sequence.participants;
  const told = sequence.events.map(({ text, from, to }) => {
    const where = to === undefined ? `${names[from]}` : `${names[from]} to ${names[to]}`;
    return `${where}: ${text}.`;
  });
  const title = `What went between ${names.join(', ')}`;
  return `<figure>\n${renderSvg(drawSequence(sequence), { id, title, description: told.join(' ') })}\n<figcaption>${escapeHtml(title)}</figcaption>\n</figure>`;
}

function renderSvg(
  { shapes, width, height }: Drawing,
  of: { readonly id: string; readonly title: string; readonly description: string },
): string {
  const { id, title, description } = of;
  return [
    `<svg role="img" aria-labelledby="${id}-title ${id}-text" viewBox="0 0 ${width} ${height}">`,
    `<title id="${id}-title">${escapeHtml(title)}</title>`,
    `<desc id="${id}-text">${escapeHtml(description)}</desc>`,
    shapes,
    '</svg>',
  ].join('\n');
}
