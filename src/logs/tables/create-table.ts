import type { DuckDBAppender, DuckDBConnection, DuckDBTimestampValue } from '@duckdb/node-api';
import type { FieldType } from '../source.ts';
import { toCell } from './cell.ts';
import { columnKey, quoteName } from './column-name.ts';
import { type OpenColumn, valueUnder } from './open-columns.ts';

/** A row by column; what is absent is NULL. Instants of `timestamp` columns are milliseconds since 1970. */
export type TableRow = { readonly [column: string]: unknown };

/** `huge` are whole numbers beyond what a double holds. */
export type ColumnType = FieldType | 'timestamp' | 'huge';

/** A column of a table, and the names under which rows have it. */
export type Column = { readonly name: string; readonly type: ColumnType; readonly names: readonly string[] };

/** The SQL type of a column. */
export const sqlTypes = {
  text: 'varchar',
  json: 'varchar',
  number: 'double',
  integer: 'bigint',
  boolean: 'boolean',
  timestamp: 'timestamp',
  huge: 'hugeint',
} as const satisfies { readonly [T in ColumnType]: string };

/** Makes a table; a value that is not of its column's type becomes NULL. */
export async function createTable(
  connection: DuckDBConnection,
  table: { readonly name: string; readonly columns: readonly Column[]; readonly rows: readonly TableRow[] },
): Promise<void> {
  const { name, columns, rows } = table;
  const definitions = columns.map((column) => `${quoteName(column.name)} ${sqlTypes[column.type]}`);
  await connection.run(`create table memory.main.${name} (${definitions.join(', ')})`);
  const appender = await connection.createAppender(name, 'main', 'memory');
  for (const row of rows) {
    for (const { names, type } of columns) append(appender, type, valueUnder(row, names));
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
}

/**
 * The columns of a table: the declared fields, whether a row has them or not, the place and the text of each line, and what else the rows
 * have. SQL names are the same in either case.
 */
export function columnsOf(
  fields: { readonly [name: string]: ColumnType },
  open: readonly OpenColumn[] = [],
): readonly Column[] {
  const columns = new Map<string, Column>();
  const add = (name: string, type: ColumnType, names: readonly string[] = [name]) => {
    const key = columnKey(name);
    if (!columns.has(key)) columns.set(key, { name, type, names });
  };
  for (const [name, type] of Object.entries(fields)) add(name, type);
  for (const [name, type] of Object.entries(lineColumns)) add(name, type);
  for (const { names, type } of open) add(names[0] as string, openTypes[type], names);
  return [...columns.values()];
}

const openTypes = {
  none: 'text',
  integer: 'integer',
  number: 'number',
  huge: 'huge',
  numeral: 'text',
  text: 'text',
} as const satisfies { readonly [T in OpenColumn['type']]: ColumnType };

/** The columns that every table has. */
export const lineColumns = { _ref: 'text', _raw: 'text' } as const satisfies { readonly [name: string]: ColumnType };

function append(appender: DuckDBAppender, type: ColumnType, value: unknown): void {
  const cell = toCell(type, value);
  if (cell === null) appender.appendNull();
  else if (type === 'timestamp') appender.appendTimestamp(timestamp(cell as number));
  else if (type === 'integer') appender.appendBigInt(BigInt(cell as number));
  else if (type === 'huge') appender.appendHugeInt(BigInt(cell));
  else if (typeof cell === 'string') appender.appendVarchar(cell);
  else if (typeof cell === 'number') appender.appendDouble(cell);
  else appender.appendBoolean(cell);
}

// The binding reads only `micros`; the class would have to be loaded before it is needed.
function timestamp(ms: number): DuckDBTimestampValue {
  return { micros: BigInt(Math.round(ms)) * 1000n } as DuckDBTimestampValue;
}
