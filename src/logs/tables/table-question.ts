import path from 'node:path';
import { getBuiltinModule } from 'node:process';
import { fieldOf, type LogEvent } from '../log-event.ts';
import type { Question, QuestionAnswer } from '../questions/question.ts';
import { columnKey } from './column-name.ts';
import { type ColumnType, lineColumns, type TableRow } from './create-table.ts';
import { createOpenColumns, type OpenColumns, type OpenState } from './open-columns.ts';
import { createRowWriter, eventColumns, placeColumns, type RowFile, type RowWriter } from './row-file.ts';

/**
 * Gathers events as the rows of a table. `columns` are the declared fields; `isOpen`: what else the events carry becomes
 * numbers or text, of a large log `only` what will be asked for, and what is `named` however many columns there are; `raw`: the lines themselves too. Rows beyond a few thousand are held back in files in `folder`.
 */
export type TableSpec = {
  readonly kind: 'table';
  readonly columns: { readonly [name: string]: ColumnType };
  readonly isOpen: boolean;
  readonly only: readonly string[] | undefined;
  readonly named?: readonly string[];
  readonly raw: boolean;
  readonly folder: string;
  /** How many rows are held in memory; tests take few. */
  readonly held?: number;
};

/**
 * What was gathered: events, files of rows, what is known of the columns of the files, and how many values were not of the type that was
 * declared for them.
 */
export type TableState = { events: LogEvent[]; files: RowFile[]; open: OpenState[]; lost: number };

/** Counts the files of this thread, so that each has a name of its own. */
let fileCount = 0;

/** Rows that are held in memory. */
const maxHeld = 20_000;

/** Creates the question that makes a table. */
export function createTableQuestion(spec: TableSpec): Question<TableState> {
  const open = createOpenColumnsOf(spec);
  let out: RowWriter | undefined;

  /** Opens a file with the columns that the rows have so far. */
  const openFile = () => {
    fileCount += 1;
    const { threadId } = getBuiltinModule('node:worker_threads');
    out = createRowWriter({
      path: path.join(spec.folder, `rows-${threadId}-${fileCount}.csv`),
      columns: writtenColumns(spec, open),
      open: [...open.state().columns],
    });
    return out;
  };

  const closeFile = (state: TableState) => {
    if (out === undefined) return;
    const { file, lost } = out.close();
    state.files.push(file);
    state.lost += lost;
    out = undefined;
  };

  /** The first rows and all others go to a file. */
  const spill = (state: TableState) => {
    if (spec.isOpen) for (const { fields } of state.events) open.learn(fields);
    const writer = openFile();
    for (const event of state.events) writer.write(event);
    state.events = [];
  };

  return {
    fields: spec.isOpen ? spec.only : Object.keys(spec.columns),
    start: () => ({ events: [], files: [], open: [], lost: 0 }),
    add: (state, event) => {
      if (out !== undefined) {
        // A file has the columns that it began with: a new one begins another file.
        if (spec.isOpen && open.learn(event.fields)) {
          closeFile(state);
          openFile();
        }
        return out.write(event);
      }
      // A line that nobody asks for would keep the block alive that it was cut from.
      state.events.push(spec.raw || event.raw === '' ? event : { ...event, raw: '' });
      if (state.events.length >= (spec.held ?? maxHeld)) spill(state);
    },
    settle: (state) => {
      if (out === undefined) return;
      closeFile(state);
      state.open.push(open.state());
    },
    merge: (into, from) => {
      into.events.push(...from.events);
      into.files.push(...from.files);
      into.open.push(...from.open);
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
  return { ...row, _raw: raw ? event.raw : null };
}

/** Finds the columns of a table that nobody declared. */
export function createOpenColumnsOf(spec: TableSpec): OpenColumns {
  const { columns, only, named } = spec;
  const wanted = only === undefined ? undefined : new Set(only);
  const first = new Set(named ?? only);
  return createOpenColumns({
    taken: Object.keys({ ...eventColumns, ...lineColumns, ...placeColumns, ...columns }),
    isWanted: (key) => wanted?.has(key) ?? true,
    isNamed: (key) => first.has(key),
  });
}

/** The columns of a file that every table has, and the declared ones: those that are wanted, but one at least, or there would be no rows. */
function writtenColumns(spec: TableSpec, open: OpenColumns): { readonly [name: string]: ColumnType } {
  const only = spec.only === undefined ? undefined : new Set(spec.only);
  const isWanted = (name: string) => only?.has(columnKey(name)) ?? true;
  const all = Object.entries({ ...eventColumns, ...spec.columns }).filter(([name]) => isWanted(name));
  const columns = {
    ...Object.fromEntries(all),
    ...(spec.raw ? { _raw: 'text' as const } : {}),
    ...(isWanted('_ref') ? placeColumns : {}),
  };
  const isEmpty = Object.keys(columns).length === 0 && open.state().columns.length === 0;
  return isEmpty ? { ts: 'timestamp' } : columns;
}
