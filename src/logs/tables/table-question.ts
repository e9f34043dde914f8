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

/** What was gathered: events, files of rows, and how many values were not of the type that their column seemed to have. */
export type TableState = { events: LogEvent[]; files: RowFile[]; lost: number };

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
  let out: RowWriter | undefined;

  /** Opens a file with the columns that the first rows have; they and all others go there. */
  const spill = (state: TableState) => {
    fileCount += 1;
    const file = path.join(spec.folder, `rows-${threadId}-${fileCount}.csv`);
    out = createRowWriter(file, columnsOf(spec, state.events, isWanted), spec.isOpen);
    for (const event of state.events) out.write(event);
    state.events = [];
  };

  return {
    fields: spec.isOpen ? spec.only : Object.keys(spec.columns),
    start: () => ({ events: [], files: [], lost: 0 }),
    add: (state, event) => {
      if (out !== undefined) return out.write(event);
      // A line that nobody asks for would keep the block alive that it was cut from.
      state.events.push(spec.raw || event.raw === '' ? event : { ...event, raw: '' });
      if (state.events.length >= (spec.held ?? maxHeld)) spill(state);
    },
    settle: (state) => {
      if (out === undefined) return;
      const { file, lost } = out.close();
      state.files.push(file);
      state.lost += lost;
      out = undefined;
    },
    merge: (into, from) => {
      into.events.push(...from.events);
      into.files.push(...from.files);
      into.lost += from.lost;
      return into;
    },
    // What was gathered is a table and no answer: whoever asked takes the state.
    finish: (): QuestionAnswer => ({ facts: {}, rows: [], refs: [], say: '', pictures: [] }),
  };
}

/** An event as a row, but for its `_ref`. */
export function toRow(event: LogEvent, { columns, isOpen, raw }: TableSpec): TableRow {
  const fields = isOpen
    ? event.fields
    : Object.fromEntries(Object.keys(columns).map((name) => [name, fieldOf(event.fields, name)]));
  const { at, startMs, endMs, resolutionMs } = event;
  const row = { ...fields, ts: at, start_ms: startMs, end_ms: endMs, resolution_ms: resolutionMs };
  return raw ? { ...row, _raw: event.raw } : row;
}

const readColumn = {
  ts: ({ at }) => at,
  start_ms: ({ startMs }) => startMs,
  end_ms: ({ endMs }) => endMs,
  resolution_ms: ({ resolutionMs }) => resolutionMs,
  _raw: ({ raw }) => raw,
  _part: ({ part }) => part,
  _line: ({ line }) => line,
} as const satisfies { readonly [name in keyof typeof eventColumns]: (event: LogEvent) => unknown };

function createReadColumn(name: string, isOpen: boolean): (event: LogEvent) => unknown {
  if (Object.hasOwn(readColumn, name)) return readColumn[name as keyof typeof readColumn];
  return isOpen ? ({ fields }) => fields[name] : ({ fields }) => fieldOf(fields, name);
}

function columnsOf(
  spec: TableSpec,
  events: readonly LogEvent[],
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
  if (spec.isOpen)
    for (const [name, type] of Object.entries(openColumns(events.map(({ fields }) => fields)))) add(name, type);
  return columns;
}

type RowWriter = {
  readonly write: (event: LogEvent) => void;
  readonly close: () => { readonly file: RowFile; readonly lost: number };
};

/** Writes events as rows of CSV (RFC 4180): text always in quotes, so that an empty field is NULL. */
function createRowWriter(file: string, columns: { readonly [name: string]: ColumnType }, isOpen: boolean): RowWriter {
  const handle = openSync(file, 'wx', 0o600);
  const cells = Object.entries(columns).map(([name, type]) => ({ type, read: createReadColumn(name, isOpen) }));
  const state = { text: '', bytes: 0, rows: 0, lost: 0 };
  const flush = () => {
    state.bytes += writeSync(handle, state.text);
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
      state.rows += 1;
      state.text += `${line}\n`;
      if (state.text.length > writeChars) flush();
    },
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
