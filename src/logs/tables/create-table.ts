import type { DuckDBAppender, DuckDBConnection, DuckDBTimestampValue } from '@duckdb/node-api';
import type { FieldType } from '../source.ts';
import { toCell } from './cell.ts';

/** A row by column; what is absent is NULL. Instants of `timestamp` columns are milliseconds since 1970. */
export type TableRow = { readonly [column: string]: unknown };

export type ColumnType = FieldType | 'timestamp';

/** How many columns a table has at most. */
export const maxColumns = 80;

/** The SQL type of a column. */
export const sqlTypes = {
  text: 'varchar',
  json: 'varchar',
  number: 'double',
  integer: 'bigint',
  boolean: 'boolean',
  timestamp: 'timestamp',
} as const satisfies { readonly [T in ColumnType]: string };

/** Whether a field can be a column: others are in `_raw` alone. */
function isColumnName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

/**
 * Makes a table with the declared fields as columns, whether a row has them or not; an `open` table has what else its rows carry,
 * as numbers where they are nothing else. A value that is not of its column's type becomes NULL.
 */
export async function createTable(
  connection: DuckDBConnection,
  table: {
    readonly name: string;
    readonly fields: { readonly [name: string]: ColumnType };
    readonly open: boolean;
    readonly rows: readonly TableRow[];
  },
): Promise<void> {
  const columns = columnsOf(table.fields, table.open ? table.rows : []);
  const definitions = columns.map(({ name, type }) => `"${name}" ${sqlTypes[type]}`);
  await connection.run(`create table memory.main.${table.name} (${definitions.join(', ')})`);
  const appender = await connection.createAppender(table.name, 'main', 'memory');
  for (const row of table.rows) {
    for (const { name, type } of columns) append(appender, type, row[name]);
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
}

/** The columns that rows carry: numbers where all their values are, else text. The first spelling of a name counts. */
export function openColumns(rows: readonly TableRow[]): { readonly [name: string]: 'number' | 'text' } {
  const columns = new Map<string, { readonly name: string; type: 'number' | 'text' | undefined }>();
  for (const row of rows) {
    for (const name in row) {
      if (!isColumnName(name)) continue;
      const value = row[name];
      const key = name.toLowerCase();
      const column = columns.get(key);
      const type = value === null || value === undefined ? undefined : typeof value === 'number' ? 'number' : 'text';
      if (column === undefined) columns.set(key, { name, type });
      else if (type !== undefined && column.type !== 'text') column.type = type;
    }
  }
  return Object.fromEntries([...columns.values()].map(({ name, type }) => [name, type ?? 'text']));
}

type Column = { readonly name: string; readonly type: ColumnType };

// SQL names are the same in either case: the first spelling wins.
function columnsOf(fields: { readonly [name: string]: ColumnType }, rows: readonly TableRow[]): readonly Column[] {
  const columns = new Map<string, Column>();
  const add = (name: string, type: ColumnType) => {
    const key = name.toLowerCase();
    if (!columns.has(key)) columns.set(key, { name, type });
  };
  for (const [name, type] of Object.entries(fields)) add(name, type);
  add('_ref', 'text');
  add('_raw', 'text');
  for (const [name, type] of Object.entries(openColumns(rows))) if (columns.size < maxColumns) add(name, type);
  return [...columns.values()];
}

function append(appender: DuckDBAppender, type: ColumnType, value: unknown): void {
  const cell = toCell(type, value);
  if (cell === null) appender.appendNull();
  else if (type === 'timestamp') appender.appendTimestamp(timestamp(cell as number));
  else if (type === 'integer') appender.appendBigInt(BigInt(cell as number));
  else if (typeof cell === 'string') appender.appendVarchar(cell);
  else if (typeof cell === 'number') appender.appendDouble(cell);
  else appender.appendBoolean(cell);
}

// The binding reads only `micros`; the class would have to be loaded before it is needed.
function timestamp(ms: number): DuckDBTimestampValue {
  return { micros: BigInt(Math.round(ms)) * 1000n } as DuckDBTimestampValue;
}
