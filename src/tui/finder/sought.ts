import type { Line, Span } from '../line.ts';
import { firstFrom } from './first-from.ts';

/** What is searched for in a page, and the row that it was last found in; undefined where no row has it. */
export type Sought = { readonly query: string; readonly row: number | undefined };

/** The rows of a page that have a text, whatever its case, in their order. */
export function rowsWith(page: readonly Line[], query: string): readonly number[] {
  const wanted = query.toLowerCase();
  const kept = searches.get(page) ?? { lowered: page.map((row) => textOf(row).toLowerCase()) };
  searches.set(page, kept);
  if (kept.newest?.wanted === wanted) return kept.newest.found;
  const { lowered, newest } = kept;
  const has = (row: number) => lowered[row]?.includes(wanted) === true;
  // What has one letter more is among what was found before it.
  const isNarrower = newest !== undefined && newest.wanted !== '' && wanted.startsWith(newest.wanted);
  const found = isNarrower ? newest.found.filter(has) : [...lowered.keys()].filter(has);
  kept.newest = { wanted, found };
  return found;
}

/** Each key and frame asks for what was found in a page, which has thousands of rows. */
const searches = new WeakMap<
  readonly Line[],
  { readonly lowered: readonly string[]; newest?: { readonly wanted: string; readonly found: readonly number[] } }
>();

/** Some rows of a page, of which `from` is the first, with every place of what is searched for marked; the one found last stands out. */
export function markSought(rows: readonly Line[], from: number, sought: Sought | undefined): readonly Line[] {
  if (sought === undefined || sought.query === '') return rows;
  const wanted = sought.query.toLowerCase();
  return rows.map((row, index) => markRow(row, wanted, index + from === sought.row ? 'cursor' : 'found'));
}

/** How far a search has come: `3 of 12`. */
export function progressOfSearch(page: readonly Line[], sought: Sought | undefined): string {
  if (sought === undefined || sought.query === '') return '';
  const found = rowsWith(page, sought.query);
  if (found.length === 0) return 'nowhere in this page';
  const place = sought.row === undefined ? -1 : firstFrom(found, sought.row);
  return `row ${found[place] === sought.row ? place + 1 : 0} of ${found.length}`;
}

function markRow(row: Line, wanted: string, tone: 'cursor' | 'found'): Line {
  const text = textOf(row).toLowerCase();
  if (!text.includes(wanted)) return row;
  const isIn = new Uint8Array(text.length);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    isIn.fill(1, at, at + wanted.length);
  }
  const spans: Span[] = [];
  let offset = 0;
  for (const { text: piece, tone: own } of row.spans) {
    for (let from = 0; from < piece.length; ) {
      let to = from + 1;
      while (to < piece.length && isIn[offset + to] === isIn[offset + from]) to += 1;
      spans.push({ text: piece.slice(from, to), tone: isIn[offset + from] === 1 ? tone : own });
      from = to;
    }
    offset += piece.length;
  }
  return { ...row, spans };
}

function textOf(row: Line): string {
  return row.spans.map(({ text }) => text).join('');
}
