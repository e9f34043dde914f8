import { rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { createNames, type Naming } from '../gather/places.ts';
import type { FileEntry } from '../source.ts';
import { columnKey, quoteName } from './column-name.ts';
import { type Column, columnsOf, createTable, sqlTypes, type TableRow } from './create-table.ts';
import { sqlText } from './database.ts';
import { createOpenColumns, type OpenState } from './open-columns.ts';
import { eventColumns, placeColumns, type RowFile } from './row-file.ts';
import { createOpenColumnsOf, type TableSpec, type TableState, toRow } from './table-question.ts';

/**
 * What of a log its table does not have: the fields in whose place it has something else, those beyond its columns; and the columns whose
 * numbers are texts in it.
 */
export type LeftOut = Pick<OpenState, 'hidden' | 'beyond'> & { readonly numerals: readonly string[] };

/** Makes the table of what was gathered: `_ref` names each row's line. Files of rows are removed. */
export async function writeTable(
  connection: DuckDBConnection,
  table: {
    readonly name: string;
    readonly spec: TableSpec;
    readonly state: TableState;
    readonly namings: readonly Naming[];
  },
): Promise<LeftOut> {
  const { name, spec, state, namings } = table;
  // The type of a column is that of all its values, in whichever thread they were read.
  const open = createOpenColumnsOf(spec);
  for (const one of state.open) open.merge(one);
  if (spec.isOpen) for (const { fields } of state.events) open.read(fields);
  const { columns: found, hidden, beyond } = open.state();
  const numerals = found.filter(({ type }) => type === 'numeral').map(({ names }) => names[0] as string);
  const leftOut = { hidden, beyond, numerals };
  const columns = columnsOf({ ...eventColumns, ...spec.columns }, found);
  const names = createNames(namings);
  const rows = state.events.map((event) => ({ ...toRow(event, spec), _ref: names(event.part, event.line) }));
  try {
    await createTable(connection, { name, columns, rows });
    if (state.files.length === 0) return leftOut;
    await writeNamings(connection, name, namings);
    for (const file of state.files) await insertFile(connection, { name, columns, file });
    return leftOut;
  } catch (cause) {
    // A part of a table would take the memory of the next one.
    await connection.run(`drop table if exists memory.main.${name}`);
    throw cause;
  } finally {
    await connection.run(`drop table if exists memory.main.${name}_namings`);
    for (const file of state.files) rmSync(file.path, { force: true });
  }
}

async function writeNamings(connection: DuckDBConnection, name: string, namings: readonly Naming[]): Promise<void> {
  await connection.run(`create table memory.main.${name}_namings (part bigint, prefix varchar, above bigint)`);
  const appender = await connection.createAppender(`${name}_namings`, 'main', 'memory');
  for (const { part, prefix, above } of namings) {
    appender.appendBigInt(BigInt(part));
    appender.appendVarchar(prefix);
    appender.appendBigInt(BigInt(above));
    appender.endRow();
  }
  appender.closeSync();
}

/** A line of a mebibyte, every character of it a quote that is doubled, and its fields beside it. */
const maxRowBytes = 8 * 1024 * 1024;

/** Each thread holds rows by the 100,000 before it writes them, which takes too much memory where there are many columns. */
const maxParallel = 32;

async function insertFile(
  connection: DuckDBConnection,
  of: { readonly name: string; readonly columns: readonly Column[]; readonly file: RowFile },
): Promise<void> {
  const { name, columns, file } = of;
  const known = new Map(columns.map((column) => [columnKey(column.name), column]));
  const types: string[] = [];
  const values: string[] = [];
  for (const written of file.columns) {
    const column = known.get(columnKey(written));
    types.push(`${sqlText(written)}: '${column === undefined ? 'BIGINT' : readType(column)}'`);
    if (column !== undefined) values.push(`${readValue(written, column)} as ${quoteName(column.name)}`);
  }
  const [part, line] = Object.keys(placeColumns).map(quoteName);
  const isNamed = Object.keys(placeColumns).every((one) => file.columns.includes(one));
  await connection.run(
    `insert into memory.main.${name} by name
     select ${[...values, ...(isNamed ? [`prefix || (above + ${line}) as _ref`] : [])].join(', ')}
     from read_csv(${sqlText(file.path)}, delim=',', quote='"', escape='"', header=false, auto_detect=false, nullstr='',
       allow_quoted_nulls=false, parallel=${columns.length <= maxParallel}, max_line_size=${maxRowBytes}, buffer_size=${2 * maxRowBytes}, columns={${types.join(', ')}}) rows
     ${isNamed ? `left join memory.main.${name}_namings namings on rows.${part} = namings.part` : ''}`,
  );
  rmSync(file.path, { force: true });
}

function readType({ type }: Column): string {
  return type === 'timestamp' ? 'DOUBLE' : sqlTypes[type];
}

function readValue(written: string, { type }: Column): string {
  const name = `rows.${quoteName(written)}`;
  return type === 'timestamp' ? `epoch_ms(round(${name})::bigint)` : name;
}

/** Makes the table of a settings file, or an empty table of a source that could not be read. */
export function writeSettings(
  connection: DuckDBConnection,
  table: { readonly name: string; readonly entry: FileEntry; readonly rows: readonly TableRow[] },
): Promise<void> {
  const { name, entry, rows } = table;
  const fields = entry.kind === 'config' ? entry.config.fields : { ...eventColumns, ...entry.log.fields };
  const open = createOpenColumns({ taken: Object.keys(fields), isWanted: () => entry.kind === 'config' });
  for (const row of rows) open.read(row);
  return createTable(connection, { name, columns: columnsOf(fields, open.state().columns), rows });
}
