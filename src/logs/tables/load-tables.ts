import { CheckProblem, inputMissing, messageOf } from '../../errors.ts';
import { tellNoRoom, throwNoRoom } from '../../no-room.ts';
import type { TemporaryFolder } from '../../temporary-folder.ts';
import { filterOf } from '../filter.ts';
import type { Places } from '../gather/places.ts';
import type { Scope } from '../log-store.ts';
import type { ReadReport } from '../read-report.ts';
import { missing, readSettings, type SourceReader } from '../read-source.ts';
import {
  entryOf,
  type FileEntry,
  type LogEntry,
  type SourceCatalog,
  type SourceEntry,
  type TableUse,
} from '../source.ts';
import { renderWindow } from '../window.ts';
import { columnKey } from './column-name.ts';
import { type Columns, columnsNamed } from './columns-named.ts';
import type { Database } from './database.ts';
import type { TableAlias } from './prepare-select.ts';
import { readTree } from './syntax-tree.ts';
import type { TableSpec, TableState } from './table-question.ts';
import { TooLarge } from './too-large.ts';
import { columnNames, type MadeFrom, traceColumns } from './trace-columns.ts';
import { type LeftOut, writeSettings, writeTable } from './write-table.ts';

type Unreadable = { readonly source: string; readonly problem: CheckProblem };

/**
 * A table, what was read for it, where its lines are found again, and the optional sources that it had to do without. `isEmpty`: of a
 * log no event was left by its conditions. `leftOut` is there for a log: the fields that are no columns; `isOpen` tells that its rows say
 * which columns it has, `isPart` that it has only those which the statement names; `madeFrom` is there for a view.
 */
export type Table = {
  readonly name: string;
  readonly isEmpty?: boolean;
  readonly isOpen?: boolean;
  readonly isPart?: boolean;
  readonly leftOut?: LeftOut;
  readonly madeFrom?: MadeFrom;
  readonly reports: readonly ReadReport[];
  readonly places: readonly Places[];
  readonly unreadable: readonly Unreadable[];
};

/** A table under the name a statement knows it by. */
export type UsedTable = { readonly name: string; readonly table: Table };

/** Makes the tables that a statement uses. */
export type TableLoader = (uses: readonly TableUse[], sql: string, scope: Scope) => Promise<readonly UsedTable[]>;

/** A table that is being made, or has been, and the signal of the question that makes it. */
type Loading = { readonly table: Promise<Table>; readonly by: AbortSignal };

/** A table to be made, with the columns that it must have where it is one of a log. */
type Wanted = { readonly use: TableUse; readonly columns: Columns | undefined; readonly scope: Scope };

/** Logs up to this size are read whole even where a question names a text: 16 MiB parse in well under a second. */
const wholeReadBytes = 16 * 1024 * 1024;

/** Creates the loader of the tables of a database; each is made once. */
export function createTableLoader(from: {
  readonly sources: SourceCatalog;
  readonly reader: SourceReader;
  readonly database: Database;
  readonly scratch: TemporaryFolder;
}): TableLoader {
  const { sources, reader, database, scratch } = from;
  const tables = new Map<string, Loading>();
  /** The keys of the tables for which there was no memory. */
  const tooLarge = new Set<string>();
  let count = 0;

  /**
   * The table of a small log has all its columns, for any question. A statement that names columns gets one with those, as of a large log,
   * where all take more memory than there is, or where one that it names is beyond them.
   */
  const loadTable = async (use: TableUse, sql: string, scope: Scope): Promise<Table> => {
    const entry = entryOf(sources, use);
    if (entry.kind !== 'log') return loadAs({ use, columns: undefined, scope });
    const all = await columnsFor(entry, sql);
    const named = columnsNamed(entry, sql);
    const canNarrow = all.only === undefined && named.only !== undefined;
    const key = keyOf({ use, columns: all, scope });
    if (canNarrow && tooLarge.has(key)) return loadAs({ use, columns: named, scope });
    try {
      const table = await loadAs({ use, columns: all, scope });
      const isBeyond = table.leftOut?.beyond.some((name) => named.named?.includes(columnKey(name))) === true;
      return isBeyond ? await loadAs({ use, columns: named, scope }) : table;
    } catch (cause) {
      if (!(cause instanceof TooLarge) || !canNarrow) throw cause;
      tooLarge.add(key);
      return loadAs({ use, columns: named, scope });
    }
  };

  /** Tables are kept by what they hold, so that side by side questions over one log read it once. */
  const loadAs = async (of: Wanted): Promise<Table> => {
    const loading = startTable(of);
    try {
      return await loading.table;
    } catch (cause) {
      // The question that was reading has been cancelled, whatever it threw; ours has not.
      if (!loading.by.aborted || of.scope.signal.aborted) throw cause;
      return loadAs(of);
    }
  };

  const startTable = (of: Wanted): Loading => {
    const key = keyOf(of);
    const known = tables.get(key);
    if (known !== undefined) return known;
    count += 1;
    const table = makeTable({ ...of, entry: entryOf(sources, of.use), name: `t${count}` });
    const loading = { table, by: of.scope.signal };
    tables.set(key, loading);
    // A failed or cancelled read is not an answer: the next question reads again.
    loading.table.catch(() => tables.delete(key));
    return loading;
  };

  /** What a table of a log must have for a statement: of a large one not what nobody asks for. */
  const columnsFor = async (entry: LogEntry, sql: string): Promise<Columns> => {
    const isSmall = (await reader.size(entry)) <= wholeReadBytes;
    const { columns, isOpen, raw, only } = columnsNamed(entry, sql);
    return { isSmall, columns, isOpen, raw: isSmall || raw, only: isSmall ? undefined : only };
  };

  const loadTables: TableLoader = (uses, sql, scope) =>
    Promise.all(uses.map(async (use) => ({ name: use.as ?? use.source, table: await loadTable(use, sql, scope) })));

  const makeTable = async (of: {
    readonly entry: SourceEntry;
    readonly use: TableUse;
    readonly scope: Scope;
    readonly columns: Columns | undefined;
    readonly name: string;
  }): Promise<Table> => {
    const { entry, use, scope, columns, name } = of;
    if (entry.kind === 'manual') throw missing(entry, entry.title);
    if (entry.kind === 'metrics')
      throw new CheckProblem({ status: 'error', message: `${entry.id} holds metrics: ask it with a metric check` });
    if (entry.kind === 'database') {
      const message = `${entry.id} is a database, which no log query reads: ask it in a step of kind sql`;
      throw new CheckProblem({ status: 'error', message });
    }
    if (entry.kind === 'view') return makeView({ entry, scope, name });
    try {
      return entry.kind === 'config'
        ? await makeSettings({ entry, isOptional: use.optional, name })
        : await makeEvents({ entry, use, scope, columns: columns as Columns, name });
    } catch (problem) {
      // The statement asks for too much, and the log can be read.
      if (!use.optional || !(problem instanceof CheckProblem) || problem instanceof TooLarge) throw problem;
      // The question can do without it; that it is there and cannot be read goes along with the answer.
      await database.write((connection) => writeSettings(connection, { name, entry, rows: [] }));
      return { name, reports: [], places: [], unreadable: [{ source: entry.id, problem }] };
    }
  };

  const makeView = async (of: {
    readonly entry: SourceEntry & { readonly kind: 'view' };
    readonly scope: Scope;
    readonly name: string;
  }): Promise<Table> => {
    const { entry, scope, name } = of;
    if (entry.missingInput !== undefined) throw inputMissing(entry.missingInput);
    const used = await loadTables(entry.from, entry.sql.text, scope);
    await database
      .createAs({ name, sql: entry.sql, tables: aliases(used), signal: scope.signal })
      .catch((cause: unknown) => {
        throw new CheckProblem({ status: 'error', message: `${entry.id}: ${messageOf(cause)}` }, { cause });
      });
    const tree = await readTree(database, entry.sql.text, scope.signal);
    const made = { database, used, sql: entry.sql, tree, signal: scope.signal };
    return {
      name,
      madeFrom: await traceColumns({ ...made, names: await columnNames(name, made) }),
      reports: used.flatMap(({ table }) => table.reports),
      places: used.flatMap(({ table }) => table.places),
      unreadable: used.flatMap(({ table }) => table.unreadable),
    };
  };

  const makeSettings = async (of: {
    readonly entry: FileEntry & { readonly kind: 'config' };
    readonly isOptional: boolean;
    readonly name: string;
  }): Promise<Table> => {
    const { entry, name } = of;
    const { rows, report, places } = await readSettings(entry, await reader.files(entry, of.isOptional));
    await database.write((connection) => writeSettings(connection, { name, entry, rows }));
    return { name, reports: [report], places: [places], unreadable: [] };
  };

  const makeEvents = async (of: {
    readonly entry: LogEntry;
    readonly use: TableUse;
    readonly scope: Scope;
    readonly columns: Columns;
    readonly name: string;
  }): Promise<Table> => {
    const { entry, use, scope, columns, name } = of;
    const filter = filterOf(use, scope.window);
    const { match, ...whole } = use;
    if (columns.isSmall && match !== undefined) {
      // Other questions need the whole of a small log anyway: reading it once beats searching it first.
      const table = await loadTable(whole, '_raw', scope);
      // Where lines did not parse, only a search tells whether they have it.
      if (table.reports.every(({ unparsed }) => unparsed === 0)) {
        const sql = {
          text: `select * from whole where ${filter.texts.map((_, index) => `contains(_raw, $${index + 1})`).join(' or ')}`,
          values: filter.texts,
        };
        await database.createAs({ name, sql, tables: [{ name: 'whole', table: table.name }], signal: scope.signal });
        return { ...table, name };
      }
    }
    const spec: TableSpec = { kind: 'table', ...columns, folder: scratch.path() };
    const gathering = reader.gather({ entry, filter, spec, scope, isOptional: use.optional, isShown: false });
    const { state, report, places } = await gathering.catch(throwNoRoom);
    const gathered = { name, spec, state: state as TableState, namings: places.namings() };
    const leftOut = await database
      .write((connection) => writeTable(connection, gathered))
      .catch((cause: unknown) => {
        if (tellNoRoom(cause) === undefined && messageOf(cause).startsWith('Out of Memory'))
          throw new TooLarge(entry, cause);
        throwNoRoom(cause);
      });
    const { lost, events, files } = state as TableState;
    const problem = `${lost} values of columns that hold numbers are none; they are NULL (declare the field as text to keep them)`;
    const told = lost === 0 ? report : { ...report, problems: [...report.problems, problem] };
    const isEmpty = events.length === 0 && files.length === 0;
    const about = { isOpen: spec.isOpen, isPart: spec.only !== undefined, isEmpty, leftOut };
    return { name, ...about, reports: [told], places: [places], unreadable: [] };
  };

  return loadTables;
}

function keyOf({ use, columns, scope }: Wanted): string {
  const { as: _, ...what } = use;
  return JSON.stringify([what, columns, scope.window === undefined ? null : renderWindow(scope.window)]);
}

/** The names of tables as the database wants them. */
export function aliases(used: readonly UsedTable[]): readonly TableAlias[] {
  return used.map(({ name, table }) => ({ name, table: table.name, isOpen: table.isOpen === true }));
}
