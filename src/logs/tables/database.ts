import path from 'node:path';
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { TemporaryFolder } from '../../temporary-folder.ts';
import type { BoundSql } from '../source.ts';
import { toValue, type Value } from '../value.ts';
import { type NumberColumn, withTexts } from './as-texts.ts';
import { quoteName } from './column-name.ts';
import { type Assumed, loadDuckDb, prepareSelect, type TableAlias } from './prepare-select.ts';

/** More goes to the disk: with the program itself it stays well below 350 MB. */
const memoryLimit = '160MB';

type Work = { readonly sql: BoundSql; readonly tables: readonly TableAlias[]; readonly signal: AbortSignal };

/**
 * A DuckDB that is opened at the first use: no network, no extension, no file outside the scratch folder, into which it moves what does
 * not fit in memory; queries only read.
 */
export type Database = {
  /** Runs work that changes tables, one after the other. */
  readonly write: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;
  /** Makes a table from a SELECT. */
  readonly createAs: (work: Work & { readonly name: string }) => Promise<void>;
  /** The rows of a SELECT, at most `maxRows`; throws a `CheckProblem` for anything that is not one SELECT. */
  readonly select: (
    work: Work & {
      readonly maxRows: number;
      /** Hears of the columns of the answer, of those taken as empty, and of those of numbers that had to be texts. */
      readonly onColumns?: (
        names: readonly string[],
        assumed: readonly Assumed[],
        texts: readonly NumberColumn[],
      ) => void;
    },
  ) => Promise<readonly { readonly [column: string]: Value }[]>;
  readonly close: () => void;
};

/** Creates a database; nothing is loaded before the first use. Of other files it may read those of `files`, by their paths. */
export function createDatabase(scratch: TemporaryFolder, files: readonly string[] = []): Database {
  let opened: Promise<DuckDBInstance> | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  const open = () => {
    opened ??= openDuckDb(scratch.path(), files);
    return opened;
  };
  const write: Database['write'] = (work) => {
    const done = writing.then(async () => {
      const connection = await (await open()).connect();
      try {
        return await work(connection);
      } finally {
        connection.closeSync();
      }
    });
    writing = done.catch(() => undefined);
    return done;
  };
  return {
    write,
    createAs: ({ name, sql, tables, signal }) =>
      write((connection) =>
        withTables({ connection, tables, signal, text: sql.text }, async () => {
          const { assumed } = await prepareSelect({ connection, text: sql.text, tables });
          const statement = await connection.prepare(`create or replace table memory.main.${name} as ${sql.text}`);
          bind(statement, sql.values);
          await statement.run();
          if (assumed.length > 0) await nothingAsText(connection, name);
        }),
      ),
    select: async ({ sql, tables, signal, maxRows, onColumns }) => {
      const connection = await (await open()).connect();
      try {
        return await withTables({ connection, tables, signal, text: sql.text }, async (texts) => {
          const { statement, assumed } = await prepareSelect({ connection, text: sql.text, tables });
          bind(statement, sql.values);
          const reader = await statement.streamAndReadUntil(maxRows);
          const names = reader.deduplicatedColumnNames();
          onColumns?.(names, assumed, texts);
          return reader
            .getRows()
            .slice(0, maxRows)
            .map((row) => Object.fromEntries(names.map((name, index) => [name, toValue(row[index])])));
        });
      } catch (cause) {
        if (cause instanceof CheckProblem || signal.aborted) throw cause;
        throw new CheckProblem(
          { status: 'error', message: `the query failed: ${messageOf(cause).split('\n')[0]}` },
          { cause },
        );
      } finally {
        connection.closeSync();
      }
    },
    close: () => {
      void opened?.then((instance) => instance.closeSync()).catch(() => undefined);
    },
  };
}

async function openDuckDb(folder: string, files: readonly string[]): Promise<DuckDBInstance> {
  const { DuckDBInstance } = loadDuckDb();
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: memoryLimit,
    temp_directory: path.join(folder, 'duckdb'),
  });
  const connection = await instance.connect();
  // What a query may do ends at the tables: no files, no network, no settings (DuckDB docs, "Securing DuckDB").
  await connection.run(
    "set autoinstall_known_extensions=false; set autoload_known_extensions=false; set timezone='UTC'",
  );
  // Rows that were held back in files come from the scratch folder.
  await connection.run(
    `set allowed_directories=[${sqlText(folder)}]; set allowed_paths=[${files.map(sqlText).join(', ')}]`,
  );
  await connection.run('set enable_external_access=false; set lock_configuration=true');
  connection.closeSync();
  return instance;
}

/** A text as SQL writes it, for statements that take no bound values. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Runs work on a connection that `signal` interrupts, wherever it is. */
export async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  let again: NodeJS.Timeout | undefined;
  // An interrupt that falls between two statements is lost, so it is repeated until the work has ended.
  const interrupt = () => {
    connection.interrupt();
    again = setInterval(() => connection.interrupt(), 20);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearInterval(again);
  }
}

function withTables<T>(
  scope: {
    readonly connection: DuckDBConnection;
    readonly tables: readonly TableAlias[];
    readonly signal: AbortSignal;
    readonly text: string;
  },
  work: (texts: readonly NumberColumn[]) => Promise<T>,
): Promise<T> {
  return interruptible(scope.connection, scope.signal, () => withTexts(scope, work));
}

/** A column that holds nothing but an untyped NULL is one of INTEGER to a table, and no text can be compared with it. */
async function nothingAsText(connection: DuckDBConnection, table: string): Promise<void> {
  const found = await connection.runAndReadAll(
    `select column_name from duckdb_columns() where table_name = ${sqlText(table)} and data_type = 'INTEGER'`,
  );
  for (const name of found.getColumns()[0] ?? []) {
    const column = quoteName(String(name));
    const some = await connection.runAndReadAll(
      `select 1 from memory.main.${table} where ${column} is not null limit 1`,
    );
    if (some.currentRowCount === 0)
      await connection.run(`alter table memory.main.${table} alter column ${column} type varchar`);
  }
}

function bind(statement: DuckDBPreparedStatement, values: BoundSql['values']): void {
  // Without a value for each parameter DuckDB would refuse the statement, so the count is as given.
  if (statement.parameterCount > 0) statement.bind([...values]);
}
