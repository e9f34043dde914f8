import { CheckProblem } from '../errors.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { filterOf } from './filter.ts';
import { createGate } from './gate.ts';
import type { Progress } from './gather/gather.ts';
import type { Excerpt, Places } from './gather/places.ts';
import { defaultSizes } from './gather/sizes.ts';
import type { QuestionSpec } from './questions/create-question.ts';
import { type ReadReport, type ReadSum, sumReports } from './read-report.ts';
import { createSourceReader, missing, type SourceReaderOptions } from './read-source.ts';
import { type BoundSql, entryOf, type SourceCatalog, type TableUse } from './source.ts';
import type { NumberColumn } from './tables/as-texts.ts';
import { createDatabase } from './tables/database.ts';
import { describeTexts } from './tables/describe-texts.ts';
import { describeHidden, withColumns } from './tables/left-out.ts';
import { aliases, createTableLoader, type UsedTable } from './tables/load-tables.ts';
import { type Assumed, describeAssumed } from './tables/prepare-select.ts';
import { readTree } from './tables/syntax-tree.ts';
import { type MadeFrom, traceColumns } from './tables/trace-columns.ts';
import type { Value } from './value.ts';
import type { Window } from './window.ts';

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

/**
 * Rows, what was read for them, and the optional sources that are there but could not be read, by id, with the reason. `isCut`: there are
 * more rows than were wanted. `empty` are the uses of logs of which their conditions left no event, `madeFrom` tells the fields behind each
 * column.
 */
export type Answer = {
  readonly rows: readonly { readonly [column: string]: Value }[];
  readonly isCut: boolean;
  readonly empty: readonly TableUse[];
  readonly madeFrom: MadeFrom;
  readonly read: ReadSum;
  readonly unreadable: ReadonlyMap<string, CheckProblem>;
};

/** A ready question to one log, and whether the answer shows lines of it. */
export type Ask = Scope & { readonly use: TableUse; readonly spec: QuestionSpec; readonly isShown: boolean };

/** What was gathered for a ready question, what was read for it, and where the lines it rests on are found again. */
export type Asked = {
  readonly state: unknown;
  readonly read: ReadReport;
  readonly strayRefs: readonly number[];
  readonly places: Places;
};

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
  /** Does work that holds much of some sources until it ends: over large logs one at a time, in the order they came. */
  readonly inTurn: <T>(
    of: Pick<Scope, 'signal'> & { readonly sources: readonly string[] },
    work: () => Promise<T>,
  ) => Promise<T>;
  readonly close: () => void;
};

/** From here on a log is scanned by threads of its own: one question keeps all of them busy, and several only hold more at once. */
const largeBytes = defaultSizes.scan;

/** Creates the store of an evidence folder. DuckDB is loaded at the first query. */
export function createLogStore(options: SourceReaderOptions & { readonly sources: SourceCatalog }): LogStore {
  const { sources } = options;
  const scratch = createTemporaryFolder('scratch');
  const database = createDatabase(scratch);
  const reader = createSourceReader({ ...options, scratch });
  const loadTables = createTableLoader({ sources, reader, database, scratch });
  const large = createGate(1);

  /** How many bytes sources have, also those that views are over. */
  const sizeOf = async (ids: Iterable<string>): Promise<number> => {
    const sizes = [...new Set(ids)].map(async (id) => {
      const entry = sources.get(id);
      if (entry?.kind === 'view') return sizeOf(entry.from.map(({ source }) => source));
      return entry?.kind === 'log' ? reader.size(entry) : 0;
    });
    return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
  };

  return {
    query: async ({ uses, sql, maxRows, ...scope }) => {
      const used = await loadTables(uses, sql.text, scope);
      const tables = aliases(used);
      let about: { names: readonly string[]; assumed: readonly Assumed[]; texts: readonly NumberColumn[] } | undefined;
      const work = { sql, tables, signal: scope.signal, maxRows: maxRows + 1 };
      const onColumns = (names: readonly string[], assumed: readonly Assumed[], texts: readonly NumberColumn[]) => {
        about = { names, assumed, texts };
      };
      const rows = await database.select({ ...work, onColumns }).catch(async (cause: unknown) => {
        throw await withColumns(cause, { used, database, sql: sql.text, signal: scope.signal });
      });
      const tree = await readTree(database, sql.text, scope.signal);
      const texts = [...numeralsOf(used), ...(about?.texts ?? []).map(({ name }) => name)];
      const problems = [
        ...describeHidden(used, sql.text),
        ...describeAssumed(about?.assumed ?? []),
        ...(tree === undefined ? [] : describeTexts([...new Set(texts)], tree)),
      ];
      const trace = { database, used, sql, tree, names: about?.names ?? [], signal: scope.signal };
      const unreadable = used.flatMap(({ table }) => table.unreadable);
      const read = sumReports(used.flatMap(({ table }) => table.reports));
      return {
        rows: rows.slice(0, maxRows),
        isCut: rows.length > maxRows,
        empty: uses.filter((_, index) => used[index]?.table.isEmpty === true),
        madeFrom: await traceColumns(trace),
        read: { ...read, problems: [...read.problems, ...problems] },
        unreadable: new Map(unreadable.map(({ source, problem }) => [source, problem])),
      };
    },
    ask: async ({ use, spec, isShown, ...scope }) => {
      const entry = entryOf(sources, use);
      if (entry.kind === 'manual') throw missing(entry, entry.title);
      if (entry.kind !== 'log')
        throw new CheckProblem({ status: 'error', message: `${entry.id} is no log: ask it with \`sql\`` });
      const filter = filterOf(use, scope.window);
      const gathered = await reader.gather({ entry, filter, spec, scope, isOptional: use.optional, isShown });
      const { state, report, strayRefs, places } = gathered;
      return { state, read: report, strayRefs, places };
    },
    excerpts: async ({ refs, uses, sql, ...scope }) => {
      if (refs.length === 0) return [];
      const used = await loadTables(uses, sql.text, scope);
      const found = new Map<string, Excerpt>();
      for (const places of new Set(used.flatMap(({ table }) => table.places)))
        for (const [name, excerpt] of await places.find(refs, scope.signal)) found.set(name, excerpt);
      return [...new Set(refs)].flatMap((ref) => found.get(ref) ?? []);
    },
    inTurn: async ({ sources: ids, signal }, work) => ((await sizeOf(ids)) < largeBytes ? work() : large(signal, work)),
    close: () => {
      database.close();
      scratch.remove();
    },
  };
}

/** The columns of tables that hold numbers which only a text keeps as they are written. */
function numeralsOf(used: readonly UsedTable[]): readonly string[] {
  return used.flatMap(({ table }) => table.leftOut?.numerals ?? []);
}
