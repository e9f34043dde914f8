import type { BoundSql } from '../source.ts';
import { columnKey } from './column-name.ts';
import type { Database } from './database.ts';
import type { UsedTable } from './load-tables.ts';
import { allOf, type Columns, type Fields, fieldsUnder, union } from './made-from/relation.ts';
import { readMadeFrom } from './made-from.ts';
import { wordsIn } from './names-in.ts';
import type { Node } from './syntax-tree.ts';

/** The fields that each column of an answer is made from, by its name; a `*` among them is a field of any name. */
export type MadeFrom = ReadonlyMap<string, Fields>;

/** Finds them for a statement over tables, whose answer has the columns `names`. Without a `tree` it may be any that it names. */
export async function traceColumns(of: {
  readonly database: Database;
  readonly used: readonly UsedTable[];
  readonly sql: BoundSql;
  readonly tree: Node | undefined;
  readonly names: readonly string[];
  readonly signal: AbortSignal;
}): Promise<MadeFrom> {
  const { used, sql, tree, names } = of;
  const tables = new Map<string, Columns>();
  for (const { name, table } of used) {
    const columns = (await columnNames(table.name, of)).map((column) => {
      return { name: column, from: table.madeFrom?.get(column) ?? new Set([column]) };
    });
    tables.set(columnKey(name), { columns });
  }
  if (tree !== undefined) return byName(readMadeFrom(tree, { tables, values: sql.values }), names);
  const words = wordsIn(sql.text);
  const columns = [...tables.values()].flatMap((table) => words.map((word) => fieldsUnder(table, word)));
  return byName({ columns: [], rest: union(new Set(words), ...columns) }, names);
}

/** The columns of a table, in their order. */
export async function columnNames(
  table: string,
  { database, signal }: { readonly database: Database; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const text = 'select column_name as name from duckdb_columns() where table_name = $1 order by column_index';
  const rows = await database.select({ sql: { text, values: [table] }, tables: [], maxRows: 10_000, signal });
  return rows.map(({ name }) => String(name));
}

function byName(columns: Columns, names: readonly string[]): MadeFrom {
  const isInOrder = columns.rest === undefined && columns.columns.length === names.length;
  const all = allOf(columns);
  return new Map(
    names.map((name, index) => {
      if (isInOrder) return [name, columns.columns[index]?.from ?? all];
      return [name, columns.rest === undefined ? all : (fieldsUnder(columns, name) ?? all)];
    }),
  );
}
