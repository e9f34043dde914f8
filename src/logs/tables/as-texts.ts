import type { DuckDBConnection } from '@duckdb/node-api';
import { messageOf } from '../../errors.ts';
import { columnKey, quoteName } from './column-name.ts';
import { wordsIn } from './names-in.ts';
import { createView, type TableAlias } from './prepare-select.ts';
import { eventColumns } from './row-file.ts';

/** A column of numbers under its table, and the SQL that writes it as the lines of the log do. */
export type NumberColumn = { readonly table: string; readonly name: string; readonly text: string };

/** Of more of them in one statement the rest are texts only where all are. */
const mostTried = 8;

/**
 * Runs a statement over tables, which `work` does. A column is one of numbers where its values are, and a statement may be written for
 * texts (`contains(status, '5')`, `coalesce(size, '-')`): where it fails for its types, as few columns as it takes are texts to it.
 */
export async function withTexts<T>(
  of: { readonly connection: DuckDBConnection; readonly tables: readonly TableAlias[]; readonly text: string },
  work: (texts: readonly NumberColumn[]) => Promise<T>,
): Promise<T> {
  const { connection, tables, text } = of;
  const run = async (texts: readonly NumberColumn[]) => {
    for (const table of tables)
      await createView(connection, table, { texts: texts.filter((one) => one.table === table.table) });
    return work(texts);
  };
  try {
    return await run([]);
  } catch (cause) {
    if (!/^(?:Binder|Conversion) Error/.test(messageOf(cause))) throw cause;
    for (const texts of fewestFirst(await numberColumns({ connection, tables, text }))) {
      try {
        return await run(texts);
      } catch {
        // Others have to be texts; what fails in any way is told of the tables as they are.
      }
    }
    throw cause;
  }
}

function fewestFirst(columns: readonly NumberColumn[]): readonly (readonly NumberColumn[])[] {
  const tried = columns.slice(0, mostTried);
  const pairs = tried.flatMap((one, index) => tried.slice(index + 1).map((other) => [one, other]));
  return [...tried.map((one) => [one]), ...pairs, ...(columns.length > 2 ? [columns] : [])];
}

/** The columns of numbers that a statement names, but for those that every table has. */
async function numberColumns(of: {
  readonly connection: DuckDBConnection;
  readonly tables: readonly TableAlias[];
  readonly text: string;
}): Promise<readonly NumberColumn[]> {
  const { connection, tables, text } = of;
  const names = new Set(wordsIn(text).map(columnKey));
  const found = await connection.runAndReadAll(
    `select table_name, column_name, data_type from duckdb_columns()
     where data_type in ('BIGINT', 'DOUBLE', 'HUGEINT') and contains($1, ' ' || table_name || ' ')`,
    [` ${tables.map(({ table }) => table).join(' ')} `],
  );
  return found.getRows().flatMap(([table, column, type]) => {
    const name = String(column);
    if (!names.has(columnKey(name)) || Object.hasOwn(eventColumns, name)) return [];
    return [{ table: String(table), name, text: textOfNumber(quoteName(name), String(type)) }];
  });
}

function textOfNumber(name: string, type: string): string {
  const text = `cast(${name} as varchar)`;
  // DuckDB writes a whole double as 500.0, a log as 500.
  return type === 'DOUBLE'
    ? `case when ${name} = trunc(${name}) and abs(${name}) < 1e15 then cast(cast(${name} as bigint) as varchar) else ${text} end`
    : text;
}
