import { fieldLines } from '../field/text-field.ts';
import { blank, fitLine, type Line, line, span } from '../line.ts';
import type { Theme } from '../theme.ts';
import type { Finder } from './finder.ts';

type Shape = { readonly label: string; readonly theme: Theme; readonly columns: number; readonly rows: number };

/** A search and what it found: the text being written, then the rows with the marked one in sight. Exactly `rows` rows or fewer. */
export function finderLines(finder: Finder, of: Shape & { readonly found: readonly Line[] }): readonly Line[] {
  return foundLines(finder, { ...of, draw: (row) => row });
}

/** The same of many: only what is in sight is drawn. */
export function foundLines<Found>(
  finder: Finder,
  of: Shape & { readonly found: readonly Found[]; readonly draw: (one: Found) => Line },
): readonly Line[] {
  const { found, draw, theme, columns, label } = of;
  const room = Math.max(1, of.rows - 2);
  const from = Math.max(0, Math.min(finder.item - Math.floor((room - 1) / 2), found.length - room));
  const rows = found
    .slice(from, from + room)
    .map((one, index) => markedLine(draw(one), index + from === finder.item, { theme, columns }));
  const none = line(span('Nothing has these words; esc closes', 'quiet'));
  return [fieldLine(finder, label, columns), blank, ...(rows.length === 0 ? [none] : rows)];
}

/** The text of a search on one row, behind its label. */
export function fieldLine(finder: Finder, label: string, columns: number): Line {
  const [written] = fieldLines(finder.field, Math.max(1, columns - label.length - 1), 1);
  return line(span(`${label} `, 'label'), ...(written?.spans ?? []));
}

/** A row of a list, with the mark where it is the marked one. */
export function markedLine(
  row: Line,
  isMarked: boolean,
  of: { readonly theme: Theme; readonly columns: number },
): Line {
  const spans = [span(isMarked ? `${of.theme.glyphs.chosen} ` : '  ', 'focus'), ...row.spans];
  return isMarked ? { ...fitLine({ spans }, of.columns), isSelected: true } : { spans };
}
