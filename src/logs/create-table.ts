import type { DuckDBAppender, DuckDBConnection, DuckDBTimestampValue } from '@duckdb/node-api';
import type { FieldType } from './source.ts';

/** A row by column; what is absent is NULL. Instants of `timestamp` columns are milliseconds since 1970. */
export type TableRow = { readonly [column: string]: unknown };

type ColumnType = FieldType | 'timestamp';

const sqlTypes = {
  text: 'varchar',
  json: 'varchar',
  number: 'double',
  integer: 'bigint',
  boolean: 'boolean',
  timestamp: 'timestamp',
} as const;
const maxColumns = 80;

/**
 * Makes a table with the declared fields as columns, whether a row has them or not; an `open` table has as text what
 * else its rows carry. A value that is not of its column's type becomes NULL.
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
  for (const row of rows) {
    for (const name in row) if (/^[A-Za-z_]\w*$/.test(name) && columns.size < maxColumns) add(name, 'text');
  }
  return [...columns.values()];
}

function append(appender: DuckDBAppender, type: ColumnType, value: unknown): void {
  if (value === null || value === undefined || value === '') {
    appender.appendNull();
    return;
  }
  switch (type) {
    case 'text':
      appender.appendVarchar(typeof value === 'string' ? value : JSON.stringify(value));
      return;
    case 'json':
      appender.appendVarchar(JSON.stringify(value));
      return;
    case 'number':
      appendNumber(appender, Number(value));
      return;
    case 'integer':
      appendInteger(appender, Number(value));
      return;
    case 'boolean':
      appendBoolean(appender, String(value).toLowerCase());
      return;
    case 'timestamp':
      appender.appendTimestamp(timestamp(Number(value)));
      return;
  }
}

function appendNumber(appender: DuckDBAppender, value: number): void {
  if (Number.isFinite(value)) appender.appendDouble(value);
  else appender.appendNull();
}

function appendInteger(appender: DuckDBAppender, value: number): void {
  if (Number.isSafeInteger(value)) appender.appendBigInt(BigInt(value));
  else appender.appendNull();
}

function appendBoolean(appender: DuckDBAppender, value: string): void {
  if (['true', 'yes', 'on', '1'].includes(value)) appender.appendBoolean(true);
  else if (['false', 'no', 'off', '0'].includes(value)) appender.appendBoolean(false);
  else appender.appendNull();
}

// The binding reads only `micros`; the class would have to be loaded before it is needed.
function timestamp(ms: number): DuckDBTimestampValue {
  return { micros: BigInt(Math.round(ms)) * 1000n } as DuckDBTimestampValue;
}
