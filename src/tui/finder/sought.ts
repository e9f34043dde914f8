import type { Line, Span } from '../line.ts';

/** What is searched for in a page, and the row that it was last found in; undefined where no row has it. */
export type Sought = { readonly query: string; readonly row: number | undefined };

/** The rows that have a text, whatever its case. */
export function rowsWith(rows: readonly Line[], query: string): readonly number[] {
  const wanted = query.toLowerCase();
  return rows.flatMap((row, index) => (loweredOf(row).includes(wanted) ? [index] : []));
}

/** The rows with every place of what is searched for marked; the one found last stands out. */
export function markSought(rows: readonly Line[], sought: Sought | undefined): readonly Line[] {
  if (sought === undefined || sought.query === '') return rows;
  const found = new Set(rowsWith(rows, sought.query));
  return rows.map((row, index) =>
    found.has(index) ? markRow(row, sought.query.toLowerCase(), index === sought.row ? 'cursor' : 'found') : row,
  );
}

/** How far a search has come: `3 of 12`. */
export function progressOfSearch(rows: readonly Line[], sought: Sought | undefined): string {
  if (sought === undefined || sought.query === '') return '';
  const found = rowsWith(rows, sought.query);
  if (found.length === 0) return 'nowhere in this page';
  return `row ${found.indexOf(sought.row ?? -1) + 1} of ${found.length}`;
}

/** Every letter of a search looks through all rows, and most rows are the same ones as before. */
const lowered = new WeakMap<Line, string>();

function loweredOf(row: Line): string {
  const kept = lowered.get(row) ?? textOf(row).toLowerCase();
  lowered.set(row, kept);
  return kept;
}

function markRow(row: Line, wanted: string, tone: 'cursor' | 'found'): Line {
  const text = textOf(row).toLowerCase();
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
