import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import { fieldOf, type LogEvent } from '../log-event.ts';
import type { Question, QuestionAnswer } from '../questions/question.ts';
import { toCell } from './cell.ts';
import { type ColumnType, maxColumns, openColumns, type TableRow } from './create-table.ts';

/**
 * Gathers events as the rows of a table. `columns` are the declared fields; `isOpen`: what else the events carry becomes
 * numbers or text, of a large log `only` what will be asked for; `raw`: the lines themselves too. Rows beyond a few thousand are held back in files in `folder`.
 */
export type TableSpec = {
  readonly kind: 'table';
  readonly columns: { readonly [name: string]: ColumnType };
  readonly isOpen: boolean;
  readonly only: readonly string[] | undefined;
  readonly raw: boolean;
  readonly folder: string;
  /** How many rows are held in memory; tests take few. */
  readonly held?: number;
};

/** A file of rows: CSV without a header, with its columns and how many rows it has. */
export type RowFile = {
  readonly path: string;
  readonly columns: { readonly [name: string]: ColumnType };
  readonly rows: number;
};

/** What was gathered: rows, files of rows, and how many values were not of the type that their column seemed to have. */
export type TableState = { rows: TableRow[]; files: RowFile[]; bytes: number; lost: number };

/** Counts the files of this thread, so that each has a name of its own. */
let fileCount = 0;

/** Rows that are held in memory. */
const maxHeld = 20_000;
const writeChars = 256 * 1024;
/** What one table may take on the disk. */
const maxBytes = 16 * 1024 ** 3;

/** The columns that every table of events has, beside its fields. `_part` and `_line` become `_ref`. */
export const eventColumns = {
  ts: 'timestamp',
  start_ms: 'number',
  end_ms: 'number',
  resolution_ms: 'number',
  _raw: 'text',
  _part: 'integer',
  _line: 'integer',
} as const satisfies { readonly [name: string]: ColumnType };

/** Creates the question that makes a table. */
export function createTableQuestion(spec: TableSpec): Question<TableState> {
  const only = spec.only === undefined ? undefined : new Set(spec.only);
  const isWanted = (name: string) =>
    name === '_raw'
      ? spec.raw
      : only === undefined || only.has(name === '_part' || name === '_line' ? '_ref' : name.toLowerCase());
  const declared = Object.keys(spec.columns);
  let out: RowWriter | undefined;

  const hold = (state: TableState) => {
    fileCount += 1;
    out ??= createRowWriter(
      path.join(spec.folder, `rows-${threadId}-${fileCount}.csv`),
      columnsOf(spec, state.rows, isWanted),
    );
    for (const row of state.rows) out.write(row);
    state.rows = [];
    if (out.bytes() > maxBytes) throw new Error('the table takes more than 16 GiB: ask for less');
  };

  return {
    fields: spec.isOpen ? spec.only : declared,
    start: () => ({ rows: [], files: [], bytes: 0, lost: 0 }),
    add: (state, event) => {
      state.rows.push(toRow({ event, declared, isOpen: spec.isOpen, raw: spec.raw }));
      if (state.rows.length >= (spec.held ?? maxHeld)) hold(state);
    },
    settle: (state) => {
      if (out === undefined) return;
      hold(state);
      const { file, lost } = out.close();
      state.files.push(file);
      state.lost += lost;
      out = undefined;
    },
    merge: (into, from) => {
      into.rows.push(...from.rows);
      into.files.push(...from.files);
      into.lost += from.lost;
      return into;
    },
    // What was gathered is a table and no answer: whoever asked takes the state.
    finish: (): QuestionAnswer => ({ facts: {}, rows: [], refs: [], say: '', pictures: [] }),
  };
}

function toRow(of: {
  readonly event: LogEvent;
  readonly declared: readonly string[];
  readonly isOpen: boolean;
  readonly raw: boolean;
}): TableRow {
  const { event, declared, isOpen, raw } = of;
  // The fields are ours alone, so the row is made of them without a copy: this is the hot path of every start.
  const row: { [column: string]: unknown } = isOpen ? (event.fields as { [column: string]: unknown }) : {};
  if (!isOpen) for (const name of declared) row[name] = fieldOf(event.fields, name);
  row.ts = event.at;
  row.start_ms = event.startMs;
  row.end_ms = event.endMs;
  row.resolution_ms = event.resolutionMs;
  row._part = event.part;
  row._line = event.line;
  if (raw) row._raw = event.raw;
  return row;
}

function columnsOf(
  spec: TableSpec,
  rows: readonly TableRow[],
  isWanted: (name: string) => boolean,
): { readonly [name: string]: ColumnType } {
  const columns: { [name: string]: ColumnType } = {};
  const lower = new Set<string>();
  const add = (name: string, type: ColumnType) => {
    if (!isWanted(name) || lower.has(name.toLowerCase()) || lower.size >= maxColumns) return;
    lower.add(name.toLowerCase());
    columns[name] = type;
  };
  for (const [name, type] of Object.entries({ ...eventColumns, ...spec.columns })) add(name, type);
  if (spec.isOpen) for (const [name, type] of Object.entries(openColumns(rows))) add(name, type);
  return columns;
}

type RowWriter = {
  readonly write: (row: TableRow) => void;
  readonly bytes: () => number;
  readonly close: () => { readonly file: RowFile; readonly lost: number };
};

/** Writes rows as CSV (RFC 4180): text always in quotes, so that an empty field is NULL. */
function createRowWriter(file: string, columns: { readonly [name: string]: ColumnType }): RowWriter {
  const handle = openSync(file, 'wx', 0o600);
  const entries = Object.entries(columns);
  const state = { text: '', bytes: 0, rows: 0, lost: 0 };
  const flush = () => {
    state.bytes += writeSync(handle, state.text);
    state.text = '';
  };
  return {
    write: (row) => {
      let line = '';
      for (let index = 0; index < entries.length; index++) {
        const [name, type] = entries[index] as [string, ColumnType];
        const value = row[name];
        const cell = toCell(type, value);
        if (cell === null && type === 'number' && typeof value === 'string' && value !== '') state.lost += 1;
        if (index > 0) line += ',';
        if (cell === null) continue;
        line += typeof cell === 'string' ? quote(cell) : cell;
      }
      state.rows += 1;
      state.text += `${line}\n`;
      if (state.text.length > writeChars) flush();
    },
    bytes: () => state.bytes,
    close: () => {
      flush();
      closeSync(handle);
      return { file: { path: file, columns, rows: state.rows }, lost: state.lost };
    },
  };
}

function quote(text: string): string {
  return `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}
