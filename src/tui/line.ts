import { cut, fit, graphemes, harmless, isPlain, maxRowLength, widthOf } from '../plot/cells.ts';
import type { Tone } from './theme.ts';

export { cut, fit, graphemes, harmless, isPlain, widthOf };

/** A piece of a row with one meaning. */
export type Span = { readonly text: string; readonly tone: Tone };

/** One row of the screen. A selected row is drawn inverse, without colours: coloured inverse text cannot be read. */
export type Line = { readonly spans: readonly Span[]; readonly isSelected?: boolean };

/** Makes a piece of a row. Every text that reaches the screen goes through here or through `wrap`, which make it harmless. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text: harmless(text.slice(0, maxRowLength)), tone };
}

/** Makes a row of pieces; bare strings are plain. */
export function line(...parts: readonly (Span | string)[]): Line {
  return { spans: parts.map((part) => (typeof part === 'string' ? span(part) : part)) };
}

/** The empty row. */
export const blank: Line = { spans: [] };

/** Columns that a row takes. */
export function lineWidth(row: Line): number {
  return row.spans.reduce((sum, { text }) => sum + widthOf(text), 0);
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

/** A row without its first columns; a wide character that is cut through goes whole. */
export function dropColumns(row: Line, columns: number): Line {
  let left = columns;
  const spans = row.spans.flatMap(({ text, tone }): readonly Span[] => {
    if (left <= 0) return [{ text, tone }];
    if (isPlain(text)) {
      const plain = text.slice(left);
      left -= text.length;
      return plain === '' ? [] : [{ text: plain, tone }];
    }
    const cells = graphemes(text);
    let from = 0;
    for (; from < cells.length && left > 0; from++) left -= widthOf(cells[from] ?? '');
    const rest = cells.slice(from).join('');
    return rest === '' ? [] : [{ text: rest, tone }];
  });
  return { ...row, spans };
}

/** A row with one part at the left and one at the right edge; the left one gives way. */
export function spread(left: Line, right: Line, columns: number): Line {
  const rightWidth = lineWidth(right);
  if (rightWidth >= columns) return fitLine(right, columns);
  return { ...left, spans: [...fitLine(left, columns - rightWidth).spans, ...right.spans] };
}
