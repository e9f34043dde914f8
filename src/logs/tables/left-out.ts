import { CheckProblem, messageOf } from '../../errors.ts';
import { columnKey, renderName } from './column-name.ts';
import type { Database } from './database.ts';
import type { UsedTable } from './load-tables.ts';
import { namesIn } from './names-in.ts';
import { missingColumns } from './prepare-select.ts';
import { columnNames } from './trace-columns.ts';

/** What the columns have that stand in the place of a log's own fields. `ts` is told by none: it is the stamp. */
const meanings: { readonly [column: string]: string } = {
  start_ms: 'when each event began',
  end_ms: 'when each event ended',
  resolution_ms: 'how exact each stamp is',
  _ref: 'where each line is',
  _raw: 'each line as it is',
};

/** Tells which fields of the logs a statement does not see, because the table has something else under their names. */
export function describeHidden(used: readonly UsedTable[], sql: string): readonly string[] {
  const names = namesIn(sql);
  const hidden = new Set(used.flatMap(({ table }) => table.leftOut?.hidden ?? []));
  return [...hidden].flatMap((field) => {
    const column = columnKey(field);
    const meaning = meanings[column];
    if (meaning === undefined || names?.includes(column) === false) return [];
    const wayOut = column === '_raw' ? '' : `: take the field out of _raw, in JSON as _raw->>'${field}'`;
    return [`the log's own field ${field} is not in the table, whose column ${column} has ${meaning}${wayOut}`];
  });
}

const maxColumnsTold = 40;

/** Adds to a problem about a table or a column which there are, and where the log has such a field why it is no column. */
export async function withColumns(
  cause: unknown,
  of: {
    readonly used: readonly UsedTable[];
    readonly database: Database;
    readonly sql: string;
    readonly signal: AbortSignal;
  },
): Promise<unknown> {
  const { used, database, sql, signal } = of;
  if (!(cause instanceof CheckProblem)) return cause;
  const problem = messageOf(cause.cause);
  // The tables are views, which DuckDB calls by another name.
  const message = messageOf(cause).replace('Values list "', 'Table "');
  const withHint = (unblock: string) =>
    new CheckProblem({ status: cause.status, message, unblock }, { cause: cause.cause });
  if (problem.startsWith('Catalog Error: Table with name'))
    return withHint(`There are the tables ${[...new Set(used.map(({ name }) => name))].join(', ')}`);
  if (!problem.startsWith('Binder Error')) return cause;
  const named = used.filter(({ name }) => sql.toLowerCase().includes(name.toLowerCase()));
  const told = new Map<string, string>();
  for (const { name, table } of named.length === 0 ? used : named) {
    if (told.has(table.name)) continue;
    const names = (await columnNames(table.name, { database, signal })).map(renderName);
    const more = names.length > maxColumnsTold ? `, … ${names.length - maxColumnsTold} more` : '';
    const which = table.isPart === true ? `Of the fields that the query names ${name} has` : `Columns of ${name}`;
    told.set(table.name, `${which}: ${names.slice(0, maxColumnsTold).join(', ')}${more}`);
  }
  const missing = missingColumns(problem, sql).map(({ column }) => columnKey(column));
  const beyond = named
    .flatMap(({ table }) => table.leftOut?.beyond ?? [])
    .find((field) => missing.includes(columnKey(field)));
  const [, inner, outer] = /Cannot extract field '(.+)' from expression "(.+)" because/.exec(problem) ?? [];
  const why = [
    ...(beyond === undefined ? [] : [`${beyond} is a field beyond the columns that a table has: take it out of _raw`]),
    ...(outer === undefined ? [] : [`${outer} is JSON text: write ${outer}->>'${inner}'`]),
  ];
  return withHint([...why, ...told.values()].join('. '));
}
