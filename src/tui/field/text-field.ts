import { graphemes, type Line, span, widthOf } from '../line.ts';

/** A text being written; `cursor` counts user-perceived characters from the start. */
export type TextField = { readonly text: string; readonly cursor: number };

/** The longest text that is kept; more is a log, and belongs into the evidence folder. */
export const maxText = 20_000;

/** The field before anything has been written. */
export const emptyField: TextField = { text: '', cursor: 0 };

/** Puts text in at the cursor. Line breaks of a paste stay. */
export function insert(field: TextField, text: string): TextField {
  const cells = graphemes(field.text);
  const added = text.replace(/\r\n?/g, '\n');
  const before = cells.slice(0, field.cursor).join('') + added;
  const whole = (before + cells.slice(field.cursor).join('')).slice(0, maxText);
  return { text: whole, cursor: Math.min(graphemes(before).length, graphemes(whole).length) };
}

/** What an editing key makes of the field; undefined for a key that does not edit. */
export function edit(field: TextField, key: string): TextField | undefined {
  const cells = graphemes(field.text);
  const { cursor } = field;
  const without = (from: number, to: number): TextField => ({
    text: [...cells.slice(0, from), ...cells.slice(to)].join(''),
    cursor: from,
  });
  switch (key) {
    case 'left':
      return { ...field, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { ...field, cursor: Math.min(cells.length, cursor + 1) };
    case 'home':
    case 'ctrl-a':
      return { ...field, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { ...field, cursor: cells.length };
    case 'backspace':
      return without(Math.max(0, cursor - 1), cursor);
    case 'delete':
      return without(cursor, cursor + 1);
    case 'ctrl-u':
      return without(0, cursor);
    case 'ctrl-k':
      return without(cursor, cells.length);
    case 'ctrl-w':
      return without(startOfWord(cells, cursor), cursor);
    default:
      return undefined;
  }
}

/** The field as at most `height` rows around the cursor, which is an inverse cell. */
export function fieldLines(field: TextField, columns: number, height: number): readonly Line[] {
  const rows: { readonly cells: string[]; width: number }[] = [{ cells: [], width: 0 }];
  let place = { row: 0, column: 0 };
  const cells = graphemes(field.text);
  for (const [index, cell] of [...cells, ' '].entries()) {
    const shown = cell === '\n' ? '' : span(cell).text;
    const width = Math.max(1, widthOf(shown));
    let row = rows.at(-1) as (typeof rows)[number];
    if (row.width + width > columns) {
      row = { cells: [], width: 0 };
      rows.push(row);
    }
    if (index === field.cursor) place = { row: rows.length - 1, column: row.cells.length };
    if (index < cells.length || field.cursor === cells.length) row.cells.push(cell === '\n' ? ' ' : shown);
    row.width += width;
    if (cell === '\n') rows.push({ cells: [], width: 0 });
  }
  const first = Math.min(Math.max(0, place.row - height + 1), Math.max(0, rows.length - height));
  return rows.slice(first, first + height).map((row, index) =>
    index + first === place.row
      ? {
          spans: [
            span(row.cells.slice(0, place.column).join('')),
            span(row.cells[place.column] ?? ' ', 'cursor'),
            span(row.cells.slice(place.column + 1).join('')),
          ],
        }
      : { spans: [span(row.cells.join(''))] },
  );
}

function startOfWord(cells: readonly string[], cursor: number): number {
  let start = cursor;
  while (start > 0 && /\s/.test(cells[start - 1] ?? '')) start -= 1;
  while (start > 0 && !/\s/.test(cells[start - 1] ?? '')) start -= 1;
  return start;
}
