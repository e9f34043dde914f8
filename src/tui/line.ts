import stringWidth from 'string-width';
import { toVisible } from '../redact/visible.ts';
import type { Tone } from './theme.ts';

/** A piece of a row with one meaning. */
export type Span = { readonly text: string; readonly tone: Tone };

/** One row of the screen. A selected row is drawn inverse, without colours: coloured inverse text cannot be read. */
export type Line = { readonly spans: readonly Span[]; readonly isSelected?: boolean };

/** Makes a piece of a row. Every text that reaches the screen goes through here or through `wrap`, which make it harmless. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text: harmless(text.slice(0, maxRowLength)), tone };
}

/** No row is longer, and measuring grows with the square of the length. */
const maxRowLength = 2_000;

/** Makes a row of pieces; bare strings are plain. */
export function line(...parts: readonly (Span | string)[]): Line {
  return { spans: parts.map((part) => (typeof part === 'string' ? span(part) : part)) };
}

/** The empty row. */
export const blank: Line = { spans: [] };

/** Columns that a text takes on the screen. */
export function widthOf(text: string): number {
  // Nearly every text is plain or ours (rules, bars, · and …), and what the library does for the others takes most of the first frame.
  return /^[\x20-\x7e\u00b7\u2026\u2500-\u259f]*$/.test(text) ? text.length : stringWidth(text);
}

/** Columns that a row takes. */
export function lineWidth(row: Line): number {
  return row.spans.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** Cuts a text to at most `columns`, with `…` where something was cut; a wide character is never halved. */
export function cut(text: string, columns: number): string {
  const shown = harmless(text.slice(0, maxRowLength));
  if (widthOf(shown) <= columns) return shown;
  if (columns <= 0) return '';
  return `${take(shown, columns - 1)}…`;
}

/** Cuts or pads a text to exactly `columns`. */
export function fit(text: string, columns: number): string {
  const shown = cut(text, columns);
  return shown + ' '.repeat(Math.max(0, columns - widthOf(shown)));
}

/** Cuts or pads a row to exactly `columns`, so that what lies under it never shows through. */
export function fitLine(row: Line, columns: number): Line {
  const spans: Span[] = [];
  let room = columns;
  const total = lineWidth(row);
  for (const { text, tone } of row.spans) {
    const width = widthOf(text);
    if (total > columns && width >= room) {
      // The row is cut in this piece or right after it.
      spans.push({ text: fit(width === room ? `${text} ` : text, room), tone });
      return { ...row, spans };
    }
    spans.push({ text, tone });
    room -= width;
  }
  return room > 0 ? { ...row, spans: [...spans, { text: ' '.repeat(room), tone: 'plain' }] } : { ...row, spans };
}

/** A row with one part at the left and one at the right edge; the left one gives way. */
export function spread(left: Line, right: Line, columns: number): Line {
  const rightWidth = lineWidth(right);
  if (rightWidth >= columns) return fitLine(right, columns);
  return { ...left, spans: [...fitLine(left, columns - rightWidth).spans, ...right.spans] };
}

const segmenter = new Intl.Segmenter();

/** The user-perceived characters of a text. In slices, because the segmenter takes the square of a text's length. */
export function graphemes(text: string): readonly string[] {
  if (/^[\x20-\x7e\n]*$/.test(text)) return [...text];
  const cells: string[] = [];
  const size = 500;
  let open = '';
  for (let from = 0; from < text.length; from += size) {
    const found = [...segmenter.segment(open + text.slice(from, from + size))].map(({ segment }) => segment);
    // The last one may go on in the next slice.
    open = found.pop() ?? '';
    cells.push(...found);
  }
  return open === '' ? cells : [...cells, open];
}

/** The longest start of a text that fits into `columns`. */
function take(text: string, columns: number): string {
  let taken = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += widthOf(segment);
    if (width > columns) break;
    taken += segment;
  }
  return taken;
}

/** Makes a text from outside harmless, and countable: what it shows is what it takes. */
export function harmless(text: string): string {
  // A combining mark with nothing to stand on, and half a surrogate pair, have no width of their own to count with.
  return toVisible(text)
    .replace(/^\p{M}/u, '◌$&')
    .replace(/\p{Surrogate}/gu, '�');
}
