import type { Value } from '../logs/value.ts';
import { toVisible } from '../redact/visible.ts';

type Row = { readonly [column: string]: Value };

const maxCell = 48;
const maxShown = 40;

/** Renders the rows of an answer as columns, made safe for a terminal: numbers to the right, long cells cut. */
export function renderRows(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  const shown = rows.slice(0, maxShown);
  const cells = shown.map((row) => columns.map((column) => renderCell(row[column])));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const isNumber = columns.map((column) =>
    shown.every((row) => row[column] === null || typeof row[column] === 'number'),
  );
  const render = (line: readonly string[]) =>
    line
      .map((cell, index) =>
        isNumber[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const more = rows.length - shown.length;
  return `${[render(columns.map(toVisible)), ...cells.map(render), ...(more === 0 ? [] : [`… ${more} more (--json has them)`])].join('\n')}\n`;
}

function renderCell(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  const text = toVisible(typeof value === 'object' ? JSON.stringify(value) : String(value));
  return text.length > maxCell ? `${text.slice(0, maxCell - 1)}…` : text;
}
