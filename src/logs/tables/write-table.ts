import { rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { createNames, type Naming } from '../gather/places.ts';
import type { FileEntry } from '../source.ts';
import { type ColumnType, createTable, sqlTypes, type TableRow } from './create-table.ts';
import { sqlText } from './database.ts';
import { eventColumns, type RowFile, type TableSpec, type TableState, toRow } from './table-question.ts';

/** Makes the table of what was gathered: `_ref` names each row's line. Files of rows are removed. */
export async function writeTable(
  connection: DuckDBConnection,
  table: {
    readonly name: string;
    readonly spec: TableSpec;
    readonly state: TableState;
    readonly namings: readonly Naming[];
  },
): Promise<void> {
  const { name, spec, state, namings } = table;
  const { ts, start_ms, end_ms, resolution_ms } = eventColumns;
  const fields = { ts, start_ms, end_ms, resolution_ms, ...spec.columns };
  const names = createNames(namings);
  const rows = state.events.map((event) => ({ ...toRow(event, spec), _ref: names(event.part, event.line) }));
  if (state.files.length === 0) return createTable(connection, { name, fields, open: spec.isOpen, rows });
  const columns = commonColumns(fields, state.files);
  const { _part, _line, ...kept } = columns;
  await createTable(connection, { name, fields: kept, open: false, rows });
  await writeNamings(connection, name, namings);
  for (const file of state.files) await insertFile(connection, name, { ...file, columns: ofFile(columns, file) });
  await connection.run(`drop table memory.main.${name}_namings`);
}

/** Of columns that one thread took for numbers and another for text, text. */
function commonColumns(
  fields: { readonly [name: string]: ColumnType },
  files: readonly RowFile[],
): { [column: string]: ColumnType } {
  const columns: { [column: string]: ColumnType } = { ...fields };
  for (const file of files) {
    for (const [name, type] of Object.entries(file.columns)) {
      const known = columns[name];
      columns[name] = known === undefined || known === type ? type : (fields[name] ?? 'text');
    }
  }
  return columns;
}

function ofFile(columns: { readonly [name: string]: ColumnType }, file: RowFile): RowFile['columns'] {
  return Object.fromEntries(Object.entries(file.columns).map(([name, type]) => [name, columns[name] ?? type]));
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

async function insertFile(connection: DuckDBConnection, name: string, file: RowFile): Promise<void> {
  const entries = Object.entries(file.columns);
  const types = entries.map(([column, type]) => `'${column}': '${type === 'timestamp' ? 'DOUBLE' : sqlTypes[type]}'`);
  const values = entries
    .filter(([column]) => column !== '_part' && column !== '_line')
    .map(([column, type]) =>
      type === 'timestamp' ? `epoch_ms(round("${column}")::bigint) as "${column}"` : `"${column}"`,
    );
  const isNamed = '_part' in file.columns;
  await connection.run(
    `insert into memory.main.${name} by name
     select ${[...values, ...(isNamed ? ['prefix || (above + _line) as _ref'] : [])].join(', ')}
     from read_csv(${sqlText(file.path)}, delim=',', quote='"', escape='"', header=false, auto_detect=false, nullstr='',
       allow_quoted_nulls=false, max_line_size=${maxRowBytes}, buffer_size=${2 * maxRowBytes}, columns={${types.join(', ')}}) rows
     ${isNamed ? `left join memory.main.${name}_namings namings on rows._part = namings.part` : ''}`,
  );
  rmSync(file.path, { force: true });
}

/** Makes the table of a settings file, or an empty table of a source that could not be read. */
export function writeSettings(
  connection: DuckDBConnection,
  table: { readonly name: string; readonly entry: FileEntry; readonly rows: readonly TableRow[] },
): Promise<void> {
  const { name, entry, rows } = table;
  const { ts, start_ms, end_ms, resolution_ms } = eventColumns;
  const fields =
    entry.kind === 'config' ? entry.config.fields : { ts, start_ms, end_ms, resolution_ms, ...entry.log.fields };
  return createTable(connection, { name, fields, open: entry.kind === 'config', rows });
}
