import { answerColumns } from './sql.ts';

/** A row of the answer. `atMs` is NaN where it has no stamp, `line` null where it has no line; `labels` has a text, or null, for each of the columns asked for. */
export type Row = { readonly atMs: number; readonly line: string | null; readonly labels: readonly (string | null)[] };

/**
 * What a piece of the answer holds: rows, and whatever is no row. After its first rows ClickHouse can tell of an error only
 * in the body: as a row of another shape, behind the mark `__exception__`, or as bare text in the middle of a row
 * ("HTTP interface", "HTTP response codes caveats").
 */
export type Piece = { readonly rows: readonly Row[]; readonly other: string | undefined };

/** Reads whole lines of JSONEachRow. What follows the first line that is no row belongs to it. */
export function parseRows(text: string): Piece {
  const rows: Row[] = [];
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end);
    if (line.trim() !== '') {
      const row = parseRow(line);
      if (row === undefined) return { rows, other: text.slice(start) };
      rows.push(row);
    }
    start = end === -1 ? text.length : end + 1;
  }
  return { rows, other: undefined };
}

/** The error that is told in what is no row, as its one line, or undefined when none is. */
export function readException(other: string): string | undefined {
  const marked = /__exception__\r?\n(?:[a-z0-9]{16}\r?\n)?([^\r\n]+)/.exec(other)?.[1];
  if (marked !== undefined) return marked;
  const row = parseJson(other.split('\n')[0] ?? '') as { readonly exception?: unknown } | undefined;
  if (typeof row?.exception === 'string') return row.exception;
  return /Code: \d+[.,] [^\r\n]*/.exec(other)?.[0];
}

/** What an answer is whose end is no row, and tells of no error. */
export function describeOther(other: string): string {
  return /^\s*\{/.test(other) ? 'an answer that ends inside a row' : `something that is not JSON: ${other.trim()}`;
}

function parseRow(line: string): Row | undefined {
  const row = parseJson(line) as { readonly [name: string]: unknown } | undefined;
  const at = row?.[answerColumns.at];
  const text = row?.[answerColumns.line];
  const labels = row?.[answerColumns.labels];
  if (!(typeof at === 'string' || at === null) || !Array.isArray(labels)) return undefined;
  return { atMs: at === null ? Number.NaN : Number(at), line: typeof text === 'string' ? text : null, labels };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
