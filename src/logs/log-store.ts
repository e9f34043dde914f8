import { CheckProblem, inputMissing, messageOf } from '../errors.ts';
import type { Filter } from './filter.ts';
import type { Gathered, Progress } from './gather/gather.ts';
import type { Excerpt, Places } from './gather/places.ts';
import type { QuestionSpec } from './questions/create-question.ts';
import { type ReadReport, sumReports } from './read-report.ts';
import { assertUsable, createSourceReader, missing, readSettings, type SourceReaderOptions } from './read-source.ts';
import type { BoundSql, FileEntry, SourceCatalog, SourceEntry, TableUse } from './source.ts';
import { createDatabase, type Database } from './tables/database.ts';
import { createScratchFolder } from './tables/scratch-folder.ts';
import type { TableSpec, TableState } from './tables/table-question.ts';
import { writeSettings, writeTable } from './tables/write-table.ts';
import type { Value } from './value.ts';
import { renderWindow, type Window } from './window.ts';

export type { Excerpt } from './gather/places.ts';

/** What a question may see, the signal that cancels it, and who hears how far reading is. */
export type Scope = {
  readonly window: Window | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
};

/** A query over sources and views. `uses` become tables by their id, or by `as`. */
export type Query = Scope & {
  readonly uses: readonly TableUse[];
  readonly sql: BoundSql;
  readonly maxRows: number;
};

/** Rows, what was read for them, and the optional sources that are there but could not be read, by id, with the reason. */
export type Answer = {
  readonly rows: readonly { readonly [column: string]: Value }[];
  readonly read: ReadReport;
  readonly unreadable: ReadonlyMap<string, CheckProblem>;
};

/** A ready question to one log. */
export type Ask = Scope & { readonly use: TableUse; readonly spec: QuestionSpec };

/** What was gathered for a ready question, what was read for it, and where the lines it rests on are found again. */
export type Asked = { readonly state: unknown; readonly read: ReadReport; readonly places: Places };

/** The `_ref` values of an answer, and the query it came from. */
export type ExcerptsOf = Scope & {
  readonly refs: readonly string[];
  readonly uses: readonly TableUse[];
  readonly sql: BoundSql;
};

/** Answers questions over the sources of one incident; what has been read is kept for the next question. */
export type LogStore = {
  readonly query: (query: Query) => Promise<Answer>;
  readonly ask: (ask: Ask) => Promise<Asked>;
  /** The lines behind `_ref` values of the tables that `uses` names, in the order of `refs`. */
  readonly excerpts: (of: ExcerptsOf) => Promise<readonly Excerpt[]>;
  readonly close: () => void;
};

type Unreadable = { readonly source: string; readonly problem: CheckProblem };

/** A table, what was read for it, where its lines are found again, and the optional sources that it had to do without. */
type Table = {
  readonly name: string;
  readonly reports: readonly ReadReport[];
  readonly places: readonly Places[];
  readonly unreadable: readonly Unreadable[];
};

/** A table that is being made, or has been, and the signal of the question that makes it. */
type Loading = { readonly table: Promise<Table>; readonly by: AbortSignal };

/** Logs up to this size are read whole even where a question names a text: 16 MiB parse in well under a second. */
const wholeReadBytes = 16 * 1024 * 1024;

/** Creates the store of an evidence folder. DuckDB is loaded at the first query. */
export function createLogStore(options: SourceReaderOptions & { readonly sources: SourceCatalog }): LogStore {
  const { sources } = options;
  const scratch = createScratchFolder();
  const database = createDatabase(scratch);
  const reader = createSourceReader({ ...options, scratch });
  const tables = new Map<string, Loading>();
  let count = 0;

  /** Tables are kept by what they hold, so that side by side questions over one log read it once. */
  const loadTable = async (use: TableUse, sql: string, scope: Scope): Promise<Table> => {
    const loading = await startTable(use, sql, scope);
    try {
      return await loading.table;
    } catch (cause) {
      // The question that was reading has been cancelled, whatever it threw; ours has not.
      if (!loading.by.aborted || scope.signal.aborted) throw cause;
      return loadTable(use, sql, scope);
    }
  };

  const startTable = async (use: TableUse, sql: string, scope: Scope): Promise<Loading> => {
    const entry = entryOf(sources, use);
    const columns = entry.kind === 'log' ? await columnsFor(entry, sql, use.optional) : undefined;
    const { as: _, ...what } = use;
    const window = scope.window === undefined ? null : renderWindow(scope.window);
    const key = JSON.stringify([what, columns, window]);
    const known = tables.get(key);
    if (known !== undefined) return known;
    count += 1;
    const loading = { table: makeTable({ entry, use, scope, columns, name: `t${count}` }), by: scope.signal };
    tables.set(key, loading);
    // A failed or cancelled read is not an answer: the next question reads again.
    loading.table.catch(() => tables.delete(key));
    return loading;
  };

  /** What a table of a log must have for a statement: of a large one not what nobody asks for. */
  const columnsFor = async (entry: LogEntry, sql: string, isOptional: boolean): Promise<Columns> => {
    const { fields } = entry.log;
    const isOpen = Object.keys(fields).length === 0;
    const isSmall = (await reader.size(entry, isOptional)) <= wholeReadBytes;
    const names = namesIn(sql);
    const raw = isSmall || names === undefined || names.includes('_raw');
    return { isSmall, columns: fields, isOpen, raw, only: isOpen && !isSmall ? names : undefined };
  };

  const loadTables = (uses: readonly TableUse[], sql: string, scope: Scope) =>
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
    if (entry.kind === 'view') return makeView({ entry, scope, name });
    try {
      return entry.kind === 'config'
        ? await makeSettings({ entry, isOptional: use.optional, name })
        : await makeEvents({ entry, use, scope, columns: columns as Columns, name });
    } catch (problem) {
      if (!use.optional || !(problem instanceof CheckProblem)) throw problem;
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
    return {
      name,
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
      const sql = {
        text: `select * from whole where ${filter.texts.map((_, index) => `contains(_raw, $${index + 1})`).join(' or ')}`,
        values: filter.texts,
      };
      await database.createAs({ name, sql, tables: [{ name: 'whole', table: table.name }], signal: scope.signal });
      return { ...table, name };
    }
    const spec: TableSpec = { kind: 'table', ...columns, folder: scratch.path() };
    const { state, report, places } = await gatherUsable({ entry, filter, spec, scope, isOptional: use.optional });
    const gathered = { name, spec, state: state as TableState, namings: places.namings() };
    await database.write((connection) => writeTable(connection, gathered));
    const { lost } = state as TableState;
    const problem = `${lost} values of columns that hold numbers are none; they are NULL (declare the field as text to keep them)`;
    const told = lost === 0 ? report : { ...report, problems: [...report.problems, problem] };
    return { name, reports: [told], places: [places], unreadable: [] };
  };

  const gatherUsable = async (of: {
    readonly entry: LogEntry;
    readonly filter: Filter;
    readonly spec: QuestionSpec;
    readonly scope: Scope;
    readonly isOptional: boolean;
  }): Promise<Gathered> => {
    const gathered = await reader.gather(of);
    assertUsable(of.entry, gathered.report);
    return gathered;
  };

  return {
    query: async ({ uses, sql, maxRows, ...scope }) => {
      const used = await loadTables(uses, sql.text, scope);
      const rows = await database.select({ sql, tables: aliases(used), maxRows, signal: scope.signal });
      const unreadable = used.flatMap(({ table }) => table.unreadable);
      return {
        rows,
        read: sumReports(used.flatMap(({ table }) => table.reports)),
        unreadable: new Map(unreadable.map(({ source, problem }) => [source, problem])),
      };
    },
    ask: async ({ use, spec, ...scope }) => {
      const entry = entryOf(sources, use);
      if (entry.kind === 'manual') throw missing(entry, entry.title);
      if (entry.kind !== 'log')
        throw new CheckProblem({ status: 'error', message: `${entry.id} is no log: ask it with \`sql\`` });
      const filter = filterOf(use, scope.window);
      const { state, report, places } = await gatherUsable({ entry, filter, spec, scope, isOptional: use.optional });
      return { state, read: report, places };
    },
    excerpts: async ({ refs, uses, sql, ...scope }) => {
      if (refs.length === 0) return [];
      const used = await loadTables(uses, sql.text, scope);
      const found = new Map<string, Excerpt>();
      for (const places of new Set(used.flatMap(({ table }) => table.places)))
        for (const [name, excerpt] of await places.find(refs, scope.signal)) found.set(name, excerpt);
      return [...new Set(refs)].flatMap((ref) => found.get(ref) ?? []);
    },
    close: () => {
      database.close();
      scratch.remove();
    },
  };
}

type LogEntry = SourceEntry & { readonly kind: 'log' };

/** What a table of a log has. `isSmall`: the log is small enough that any question may read all of it. */
type Columns = Omit<TableSpec, 'kind' | 'folder'> & { readonly isSmall: boolean };

function entryOf(sources: SourceCatalog, use: TableUse): SourceEntry {
  const entry = sources.get(use.source);
  if (entry === undefined) throw new CheckProblem({ status: 'error', message: `unknown source "${use.source}"` });
  return entry;
}

function filterOf(use: TableUse, window: Window | undefined): Filter {
  return {
    texts: use.match === undefined ? [] : [use.match].flat(),
    regex: use.regex,
    where: use.where ?? [],
    window,
  };
}

/** The names in a statement, as written and in lower case; undefined where it may want all columns (`*` that is no multiplication). */
function namesIn(sql: string): readonly string[] | undefined {
  if (
    /(?:\bselect\b|\bdistinct\b|[,.])\s*\*/i.test(sql) ||
    /\b(?:from|summarize|describe|columns)\s*[('"]?\s*\w*\s*$/i.test(sql)
  )
    return undefined;
  const names = sql.match(/[A-Za-z_]\w*/g) ?? [];
  return [...new Set(names.flatMap((name) => [name, name.toLowerCase()]))].sort();
}

function aliases(
  used: readonly { readonly name: string; readonly table: Table }[],
): Parameters<Database['select']>[0]['tables'] {
  return used.map(({ name, table }) => ({ name, table: table.name }));
}
