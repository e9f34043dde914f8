import { createRequire } from 'node:module';
import type * as DuckDb from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { CheckProblem, messageOf } from '../../errors.ts';
import { columnKey, quoteName, renderName } from './column-name.ts';

/** A table under the name a query knows it by. `isOpen`: what columns it has depends on its rows. */
export type TableAlias = { readonly name: string; readonly table: string; readonly isOpen?: boolean };

/** A column that a statement asks for and a table without rows cannot tell: it is taken as empty. */
export type Assumed = { readonly table: string; readonly column: string };

/** Makes a table of a query known under its name; the view has the columns `more`, all of them NULL, and `texts` as what is said of them. */
export async function createView(
  connection: DuckDBConnection,
  { name, table }: TableAlias,
  as: {
    readonly more?: readonly string[];
    readonly texts?: readonly { readonly name: string; readonly text: string }[];
  },
): Promise<void> {
  const { more = [], texts = [] } = as;
  const replaced = texts.map((one) => `${one.text} as ${quoteName(one.name)}`).join(', ');
  const all = replaced === '' ? '*' : `* replace (${replaced})`;
  const columns = [all, ...more.map((column) => `null as ${quoteName(column)}`)].join(', ');
  await connection.run(`create or replace temp view ${quoteName(name)} as select ${columns} from memory.main.${table}`);
}

/**
 * Prepares a statement over tables; throws a `CheckProblem` for anything that is not one SELECT. A log without events has no columns of its
 * own: those that the statement asks for are added, because that nothing came is what many a question is about.
 */
export async function prepareSelect(of: {
  readonly connection: DuckDBConnection;
  readonly text: string;
  readonly tables: readonly TableAlias[];
}): Promise<{ readonly statement: DuckDBPreparedStatement; readonly assumed: readonly Assumed[] }> {
  const { connection, text } = of;
  const assumed: Assumed[] = [];
  for (;;) {
    try {
      return { statement: await assertSelect(connection, text), assumed };
    } catch (cause) {
      const found =
        assumed.length < mostAssumed ? await findEmpty({ ...of, problem: messageOf(cause), assumed }) : undefined;
      if (found === undefined) throw cause;
      const { table, column } = found;
      assumed.push({ table: table.name, column });
      const more = assumed.filter((one) => one.table === table.name).map((one) => one.column);
      await createView(connection, table, { more });
    }
  }
}

const mostAssumed = 50;

/** Tells which columns were taken as empty. */
export function describeAssumed(assumed: readonly Assumed[]): readonly string[] {
  return [...new Set(assumed.map(({ table }) => table))].map((table) => {
    const columns = assumed.filter((one) => one.table === table).map(({ column }) => renderName(column));
    const are = columns.length === 1 ? 'the column' : 'the columns';
    return `${table} has no rows: ${are} ${columns.join(', ')} ${columns.length === 1 ? 'is' : 'are'} taken as empty`;
  });
}

/** A column that is not there, under the name that the statement has for its table, where it has one. */
type Missing = { readonly column: string; readonly table?: string };

/** The columns of a statement of which DuckDB says that one is not there. */
export function missingColumns(problem: string, text: string): readonly Missing[] {
  const [, table, column] = /(?:Table|Values list) "(.+)" does not have a column named "(.+)"/.exec(problem) ?? [];
  if (table !== undefined && column !== undefined) return [{ table, column }];
  const [, alone] =
    /Referenced column "(.+)" not found/.exec(problem) ??
    /Column "(.+)" does not exist on (?:left|right) side of join/.exec(problem) ??
    [];
  if (alone !== undefined) return [{ column: alone }];
  // Inside another SELECT a table that lacks the column is told as one that is not there.
  const [, name] = /Referenced table "(.+)" not found/.exec(problem) ?? [];
  if (name === undefined) return [];
  const names = text.matchAll(/(?:"((?:[^"]|"")+)"|([\w$]+))\s*\.\s*(?:"((?:[^"]|"")+)"|([\w$]+))/g);
  return Array.from(names, ([, quotedTable, plainTable, quoted, plain]) => ({
    table: (quotedTable ?? plainTable ?? '').replaceAll('""', '"'),
    column: (quoted ?? plain ?? '').replaceAll('""', '"'),
  })).filter((one) => columnKey(one.table) === columnKey(name));
}

/** The first table of the statement that has no rows and may have had the column that is not there. */
async function findEmpty(of: {
  readonly connection: DuckDBConnection;
  readonly text: string;
  readonly tables: readonly TableAlias[];
  readonly problem: string;
  readonly assumed: readonly Assumed[];
}): Promise<{ readonly table: TableAlias; readonly column: string } | undefined> {
  const { connection, text, tables, problem, assumed } = of;
  for (const missing of missingColumns(problem, text)) {
    const { column } = missing;
    for (const table of tables) {
      const isAdded = assumed.some((one) => one.table === table.name && one.column === column);
      if (table.isOpen !== true || isAdded || !isMeant(table, { missing, tables, text })) continue;
      const reader = await connection.runAndReadAll(`select 1 from memory.main.${table.table} limit 1`);
      if (reader.currentRowCount === 0) return { table, column };
    }
  }
  return undefined;
}

/** Whether a table is in the statement and may be the one that lacks a column: the name there may be an alias of any. */
function isMeant(
  { name }: TableAlias,
  of: { readonly missing: Missing; readonly tables: readonly TableAlias[]; readonly text: string },
): boolean {
  const { missing, tables, text } = of;
  if (!columnKey(text).includes(columnKey(name))) return false;
  return missing.table === undefined || missing.table === name || tables.every((one) => one.name !== missing.table);
}

async function assertSelect(connection: DuckDBConnection, text: string): Promise<DuckDBPreparedStatement> {
  const { StatementType } = loadDuckDb();
  const plain = text.replace(/^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
  if (plain === '') throw new CheckProblem({ status: 'error', message: 'the query is empty: write one SELECT' });
  const statements = await connection.extractStatements(text);
  const statement = statements.count === 1 ? await statements.prepare(0) : undefined;
  // A PRAGMA that gives rows would pass for a SELECT.
  if (statement?.statementType !== StatementType.SELECT || /^pragma\b/i.test(plain))
    throw new CheckProblem({ status: 'error', message: 'the query is not a single SELECT' });
  return statement;
}

/** DuckDB. It is CommonJS: `import()` would first scan all its files for names, which takes longer than loading them. */
export function loadDuckDb(): typeof DuckDb {
  return createRequire(import.meta.url)('@duckdb/node-api');
}
