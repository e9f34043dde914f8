import type { LogEvent } from '../../src/logs/log-event.ts';
import type { BoundSql, FieldType } from '../../src/logs/source.ts';
import { columnsOf, createTable } from '../../src/logs/tables/create-table.ts';
import { createDatabase } from '../../src/logs/tables/database.ts';
import type { Value } from '../../src/logs/value.ts';
import { createTemporaryFolder } from '../../src/temporary-folder.ts';

/** A real DuckDB that answers SQL over events as the log store makes them a table. */
export function eventsTable(columns: { readonly [name: string]: FieldType }): {
  readonly ask: (
    events: readonly LogEvent[],
    sql: string | BoundSql,
  ) => Promise<readonly { readonly [column: string]: Value }[]>;
  readonly close: () => void;
} {
  const scratch = createTemporaryFolder('scratch');
  const database = createDatabase(scratch);
  let count = 0;
  return {
    ask: async (events, sql) => {
      count += 1;
      const name = `t${count}`;
      await database.write((connection) =>
        createTable(connection, {
          name,
          columns: columnsOf({ at_ms: 'number', ref: 'integer', raw: 'text', ...columns }),
          rows: events.map(({ at, ref, raw, fields }) => ({ ...fields, at_ms: at, ref, raw })),
        }),
      );
      const rows = await database.select({
        sql: typeof sql === 'string' ? { text: sql, values: [] } : sql,
        tables: [{ name: 'events', table: name }],
        maxRows: 100_000,
        signal: new AbortController().signal,
      });
      await database.write((connection) => connection.run(`drop table memory.main.${name}`));
      return rows;
    },
    close: () => {
      database.close();
      scratch.remove();
    },
  };
}
