import { closeSync, openSync, writeFileSync } from 'node:fs';
import { fieldOf, type LogEvent } from '../log-event.ts';
import { textOf } from '../value-text.ts';
import { toCell } from './cell.ts';
import type { ColumnType } from './create-table.ts';
import { noteType, type OpenColumn, valueUnder } from './open-columns.ts';

/** A file of rows: CSV without a header, and the names of its columns. */
export type RowFile = { readonly path: string; readonly columns: readonly string[] };

/** Writes events as rows of a file; `lost` is how many values were not of their column's type. */
export type RowWriter = {
  readonly write: (event: LogEvent) => void;
  readonly close: () => { readonly file: RowFile; readonly lost: number; readonly bytes: number };
};

/** The columns that every table of events has, beside its fields. */
export const eventColumns = {
  ts: 'timestamp',
  start_ms: 'number',
  end_ms: 'number',
  resolution_ms: 'number',
} as const satisfies { readonly [name: string]: ColumnType };

/** What becomes `_ref`: no field of a log is likely to be called so. */
export const placeColumns = { ' part': 'integer', ' line': 'integer' } as const satisfies {
  readonly [name: string]: ColumnType;
};

const readColumn: { readonly [name: string]: (event: LogEvent) => unknown } = {
  ts: ({ at }) => at,
  start_ms: ({ startMs }) => startMs,
  end_ms: ({ endMs }) => endMs,
  resolution_ms: ({ resolutionMs }) => resolutionMs,
  _raw: ({ raw }) => raw,
  ' part': ({ part }) => part,
  ' line': ({ line }) => line,
};

const writeChars = 256 * 1024;
/** What one file may take on the disk. */
const maxBytes = 16 * 1024 ** 3;

/**
 * Creates a file of rows (RFC 4180): text always in quotes, so that an empty field is NULL. What stands in an `open` column is written as
 * its text, and told to the column: whether they are all numbers is known when the last row has come.
 */
export function createRowWriter(of: {
  readonly path: string;
  readonly columns: { readonly [name: string]: ColumnType };
  readonly open: readonly OpenColumn[];
}): RowWriter {
  const { path, open } = of;
  const handle = openSync(path, 'wx', 0o600);
  const cells = Object.entries(of.columns).map(([name, type]) => ({
    type,
    read: readColumn[name] ?? (({ fields }: LogEvent) => fieldOf(fields, name)),
  }));
  const state = { text: '', bytes: 0, lost: 0 };
  const flush = () => {
    const block = Buffer.from(state.text);
    // Unlike `writeSync` it does not stop at what the disk takes at once.
    writeFileSync(handle, block);
    state.bytes += block.length;
    state.text = '';
    if (state.bytes > maxBytes) throw new Error('the table takes more than 16 GiB: ask for less');
  };
  return {
    write: (event) => {
      let line = '';
      for (let index = 0; index < cells.length; index++) {
        const { type, read } = cells[index] as (typeof cells)[number];
        const value = read(event);
        const cell = toCell(type, value);
        if (cell === null && type === 'number' && typeof value === 'string' && value !== '') state.lost += 1;
        if (index > 0) line += ',';
        if (cell === null) continue;
        line += typeof cell === 'string' ? quote(cell) : cell;
      }
      for (let index = 0; index < open.length; index++) {
        const column = open[index] as OpenColumn;
        const value = valueUnder(event.fields, column.names);
        if (cells.length > 0 || index > 0) line += ',';
        if (value === undefined || value === null) continue;
        if (column.type !== 'text') noteType(column, value);
        if (typeof value === 'number') {
          if (Number.isFinite(value)) line += value;
          continue;
        }
        const text = textOf(value);
        if (text !== undefined) line += quote(text);
      }
      state.text += `${line}\n`;
      if (state.text.length > writeChars) flush();
    },
    close: () => {
      flush();
      closeSync(handle);
      const columns = [...Object.keys(of.columns), ...open.map(({ names }) => names[0] as string)];
      return { file: { path, columns }, lost: state.lost, bytes: state.bytes };
    },
  };
}

function quote(text: string): string {
  return `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}
