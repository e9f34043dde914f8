import { CheckProblem, inputMissing, messageOf } from '../errors.ts';
import { createTable, type TableRow } from './create-table.ts';
import { createDatabase, type Database } from './database.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { type ReadReport, sumReports } from './read-report.ts';
import { filesOf, missing, readEvents, readSettings, type Scope } from './read-source.ts';
import type { BoundSql, FileEntry, SourceCatalog, SourceEntry, TableUse } from './source.ts';
import type { Value } from './value.ts';
import { renderWindow, type Window } from './window.ts';

/** A line of evidence and where it came from; `line` is 1-based. */
export type Excerpt = { readonly source: string; readonly line?: number; readonly text: string };

/** A query over sources and views. `uses` become tables by their id, or by `as`. */
export type Query = {
  readonly uses: readonly TableUse[];
  readonly sql: BoundSql;
  readonly window: Window | undefined;
  readonly signal: AbortSignal;
  readonly maxRows: number;
};

/** Rows, what was read for them, and the optional sources that are there but could not be read, by id, with the reason. */
export type Answer = {
  readonly rows: readonly { readonly [column: string]: Value }[];
  readonly read: ReadReport;
  readonly unreadable: ReadonlyMap<string, CheckProblem>;
};

/** Answers questions over the sources of one incident; what has been read is kept for the next question. */
export type LogStore = {
  readonly query: (query: Query) => Promise<Answer>;
  /** The lines behind `_ref` values (`file:line`) of the tables that `uses` names, in the order of `refs`. */
  readonly excerpts: (of: {
    readonly refs: readonly string[];
    readonly uses: readonly TableUse[];
    readonly window: Window | undefined;
    readonly signal: AbortSignal;
  }) => Promise<readonly Excerpt[]>;
  readonly close: () => void;
};

type Unreadable = { readonly source: string; readonly problem: CheckProblem };

/** A table, what was read for it, the tables that hold its lines, and the optional sources that it had to do without. */
type Table = {
  readonly name: string;
  readonly reports: readonly ReadReport[];
  readonly lines: readonly string[];
  readonly unreadable: readonly Unreadable[];
};

/** Creates the store of an evidence folder. DuckDB is loaded at the first question. */
export function createLogStore(options: {
  readonly folder: EvidenceFolder;
  readonly sources: SourceCatalog;
}): LogStore {
  const { folder, sources } = options;
  const tables = new Map<string, Loading>();
  const database = createDatabase();
  let count = 0;

  /** Tables are kept by what they hold, so that side by side questions over one log read it once. */
  const loadTable = async (use: TableUse, scope: Scope): Promise<Table> => {
    const loading = startTable(use, scope);
    try {
      return await loading.table;
    } catch (cause) {
      // The question that was reading has been cancelled, whatever it threw; ours has not.
      if (!loading.by.aborted || scope.signal.aborted) throw cause;
      return loadTable(use, scope);
    }
  };

  const startTable = (use: TableUse, scope: Scope): Loading => {
    const key = JSON.stringify([
      use.source,
      use.match,
      use.optional,
      scope.window === undefined ? null : renderWindow(scope.window),
    ]);
    const known = tables.get(key);
    if (known !== undefined) return known;
    count += 1;
    const loading = { table: makeTable({ use, scope, name: `t${count}` }), by: scope.signal };
    tables.set(key, loading);
    // A failed or cancelled read is not an answer: the next question reads again.
    loading.table.catch(() => tables.delete(key));
    return loading;
  };

  const loadTables = (uses: readonly TableUse[], scope: Scope) =>
    Promise.all(uses.map(async (use) => ({ name: use.as ?? use.source, table: await loadTable(use, scope) })));

  const makeTable = async (options: {
    readonly use: TableUse;
    readonly scope: Scope;
    readonly name: string;
  }): Promise<Table> => {
    const { use, scope, name } = options;
    const entry = sources.get(use.source);
    if (entry === undefined) throw new CheckProblem({ status: 'error', message: `unknown source "${use.source}"` });
    if (entry.kind === 'manual') throw missing(entry, entry.title);
    if (entry.kind === 'view') return makeView({ entry, scope, name });
    try {
      return await makeSource({ entry, use, scope, name });
    } catch (problem) {
      if (!use.optional || !(problem instanceof CheckProblem)) throw problem;
      // The question can do without it; that it is there and cannot be read goes along with the answer.
      await writeTable({ entry, name, rows: [] });
      return { name, reports: [], lines: [], unreadable: [{ source: entry.id, problem }] };
    }
  };

  const makeView = async (options: {
    readonly entry: SourceEntry & { readonly kind: 'view' };
    readonly scope: Scope;
    readonly name: string;
  }): Promise<Table> => {
    const { entry, scope, name } = options;
    if (entry.missingInput !== undefined) throw inputMissing(entry.missingInput);
    const used = await loadTables(entry.from, scope);
    await database
      .createAs({ name, sql: entry.sql, tables: aliases(used), signal: scope.signal })
      .catch((cause: unknown) => {
        throw new CheckProblem({ status: 'error', message: `${entry.id}: ${messageOf(cause)}` }, { cause });
      });
    return {
      name,
      reports: used.flatMap(({ table }) => table.reports),
      lines: used.flatMap(({ table }) => table.lines),
      unreadable: used.flatMap(({ table }) => table.unreadable),
    };
  };

  const makeSource = async (options: {
    readonly entry: FileEntry;
    readonly use: TableUse;
    readonly scope: Scope;
    readonly name: string;
  }): Promise<Table> => {
    const { entry, use, scope, name } = options;
    const files = await filesOf({ folder, entry, optional: use.optional });
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (entry.kind === 'log' && use.match !== undefined && bytes <= wholeReadBytes) {
      // Other questions need the whole of a small log anyway: reading it once beats searching it first.
      const { match, ...whole } = use;
      const table = await loadTable(whole, scope);
      const sql = { text: 'select * from whole where contains(_raw, $1)', values: [match] };
      await database.createAs({ name, sql, tables: [{ name: 'whole', table: table.name }], signal: scope.signal });
      return { ...table, name, lines: [name] };
    }
    const { rows, report } =
      entry.kind === 'config' ? await readSettings(entry, files) : await readEvents({ entry, files, use, scope });
    await writeTable({ entry, name, rows });
    return { name, reports: [report], lines: [name], unreadable: [] };
  };

  const writeTable = (options: {
    readonly entry: FileEntry;
    readonly name: string;
    readonly rows: readonly TableRow[];
  }): Promise<void> => {
    const { entry, name, rows } = options;
    const declared = entry.kind === 'config' ? entry.config.fields : entry.log.fields;
    const fields = entry.kind === 'config' ? declared : { ...eventFields, ...declared };
    const open = entry.kind === 'config' || Object.keys(declared).length === 0;
    return database.write((connection) => createTable(connection, { name, fields, open, rows }));
  };

  return {
    query: async ({ uses, sql, window, signal, maxRows }) => {
      const used = await loadTables(uses, { window, signal });
      const rows = await database.select({ sql, tables: aliases(used), maxRows, signal });
      const unreadable = used.flatMap(({ table }) => table.unreadable);
      return {
        rows,
        read: sumReports(used.flatMap(({ table }) => table.reports)),
        unreadable: new Map(unreadable.map(({ source, problem }) => [source, problem])),
      };
    },
    excerpts: async ({ refs, uses, window, signal }) => {
      if (refs.length === 0) return [];
      const used = await loadTables(uses, { window, signal });
      const names = [...new Set(used.flatMap(({ table }) => table.lines))];
      const sql = names
        .map(
          (name) =>
            `select _ref, _raw from memory.main.${name} where list_contains(from_json($1, '["varchar"]'), _ref)`,
        )
        .join(' union ');
      const rows = await database.select({
        sql: { text: sql, values: [JSON.stringify(refs)] },
        tables: [],
        maxRows: refs.length * 2,
        signal,
      });
      const texts = new Map(rows.map((row) => [String(row._ref), String(row._raw ?? '')]));
      return [...new Set(refs)].flatMap((ref) => toExcerpt(ref, texts.get(ref)));
    },
    close: () => database.close(),
  };
}

/** A table that is being made, or has been, and the signal of the question that makes it. */
type Loading = { readonly table: Promise<Table>; readonly by: AbortSignal };

/** Logs up to this size are read whole even where a question names a text: 16 MiB parse in well under a second. */
const wholeReadBytes = 16 * 1024 * 1024;

const eventFields = { ts: 'timestamp', start_ms: 'number', end_ms: 'number', resolution_ms: 'number' } as const;

function aliases(
  used: readonly { readonly name: string; readonly table: Table }[],
): Parameters<Database['select']>[0]['tables'] {
  return used.map(({ name, table }) => ({ name, table: table.name }));
}

function toExcerpt(ref: string, text: string | undefined): readonly Excerpt[] {
  if (text === undefined) return [];
  const at = /^(.*):(\d+)$/.exec(ref);
  return [at === null ? { source: ref, text } : { source: at[1] ?? ref, line: Number(at[2]), text }];
}
