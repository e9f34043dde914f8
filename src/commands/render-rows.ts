import type { Value } from '../logs/value.ts';
import { toVisible } from '../redact/visible.ts';

type Row = { readonly [column: string]: Value };
type Column = { readonly cells: readonly string[]; readonly width: number; readonly isNumber: boolean };

const maxCell = 48;
const maxShown = 40;
const between = 2;
/** What is left of the last column is worth to be shown. */
const leastCell = 16;

/**
 * Renders the rows of an answer as columns, made safe for a terminal: numbers to the right, long cells cut. Columns that a terminal
 * has no room for are left out from the right; where it is not known how wide it is, all are there.
 */
export function renderRows(
  rows: readonly Row[],
  { columns = Number.POSITIVE_INFINITY }: { readonly columns?: number | undefined } = {},
): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) return '';
  const shown = rows.slice(0, maxShown);
  const all = names.map((name) => toColumn(name, shown));
  const fitting = fit(all, columns);
  const lines = ['', ...shown].map((_, line) =>
    fitting
      .map(({ cells, width, isNumber }) =>
        isNumber ? (cells[line] ?? '').padStart(width) : (cells[line] ?? '').padEnd(width),
      )
      .join(' '.repeat(between))
      .trimEnd(),
  );
  const more = rows.length - shown.length;
  const left = all.length - fitting.length;
  const notes = [
    ...(more === 0 ? [] : [`… ${more} more (--json has them)`]),
    ...(left === 0 ? [] : [`… ${left} more ${left === 1 ? 'column (--json has it)' : 'columns (--json has them)'}`]),
  ];
  return `${[...lines, ...notes].join('\n')}\n`;
}

/** The name of a column above its cells. */
function toColumn(name: string, rows: readonly Row[]): Column {
  const cells = [toVisible(name), ...rows.map((row) => renderCell(row[name]))];
  return {
    cells,
    width: Math.max(...cells.map((cell) => cell.length)),
    isNumber: rows.every((row) => row[name] === null || typeof row[name] === 'number'),
  };
}

/** The first columns that there is room for, one at least. The last of all may be cut, as it is mostly the line itself. */
function fit(all: readonly Column[], columns: number): readonly Column[] {
  let room = columns;
  const fitting = all.findIndex(({ width }, index) => {
    room -= width + (index === 0 ? 0 : between);
    return room < 0;
  });
  if (fitting < 0) return all;
  const first = all.slice(0, Math.max(1, fitting));
  const last = all[fitting];
  if (fitting === 0 || last === undefined || fitting < all.length - 1) return first;
  const width = last.width + room;
  if (last.isNumber || width < leastCell) return first;
  return [...first, { ...last, width, cells: last.cells.map((cell) => cutTo(cell, width)) }];
}

function renderCell(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  return cutTo(toVisible(typeof value === 'object' ? JSON.stringify(value) : String(value)), maxCell);
}

function cutTo(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
