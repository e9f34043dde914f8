import type { Value } from '../logs/value.ts';
import { toVisible } from '../redact/visible.ts';

type Row = { readonly [column: string]: Value };
/** How text is made safe for a terminal, how many of its columns it takes, and how it is cut to so many. */
type Measure = {
  readonly harmless: (text: string) => string;
  readonly widthOf: (text: string) => number;
  readonly cut: (text: string, columns: number) => string;
};
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
export async function renderRows(
  rows: readonly Row[],
  { columns = Number.POSITIVE_INFINITY }: { readonly columns?: number | undefined } = {},
): Promise<string> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) return '';
  const shown = rows.slice(0, maxShown);
  const measure = await measureFor([...names, ...shown.flatMap(Object.values).map(textOf)]);
  const all = names.map((name) => toColumn(name, shown, measure));
  const fitting = fit(all, columns, measure);
  const lines = ['', ...shown].map((_, line) =>
    fitting
      .map((column) => pad(column, line, measure))
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
function toColumn(name: string, rows: readonly Row[], { harmless, widthOf, cut }: Measure): Column {
  const cells = [harmless(name), ...rows.map((row) => cut(harmless(textOf(row[name])), maxCell))];
  return {
    cells,
    width: Math.max(...cells.map(widthOf)),
    isNumber: rows.every((row) => row[name] === null || typeof row[name] === 'number'),
  };
}

/** The first columns that there is room for, one at least. The last of all may be cut, as it is mostly the line itself. */
function fit(all: readonly Column[], columns: number, { cut }: Measure): readonly Column[] {
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
  return [...first, { ...last, width, cells: last.cells.map((cell) => cut(cell, width)) }];
}

function textOf(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What measures every character takes longer to load than most answers take: it is for those that need it. */
async function measureFor(texts: readonly string[]): Promise<Measure> {
  if (!texts.every((text) => /^[\t\n\r\x20-\x7e]*$/.test(text))) return import('../plot/cells.ts');
  return {
    harmless: toVisible,
    widthOf: ({ length }) => length,
    cut: (text, columns) => (text.length > columns ? `${text.slice(0, columns - 1)}…` : text),
  };
}

/** A cell as wide as its column. */
function pad({ cells, width, isNumber }: Column, line: number, { widthOf }: Measure): string {
  const cell = cells[line] ?? '';
  const room = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return isNumber ? room + cell : cell + room;
}
