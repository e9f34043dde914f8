import type { BoundSql } from '../../../logs/source.ts';
import { parseDuration } from '../../../logs/window.ts';
import type { SqlSession } from '../session.ts';
import { quoteName } from './name.ts';
import type { KeyedRows } from './schema.ts';

type Scalar = BoundSql['values'][number];

/** A statement that is being written: `value` gives the place of a bound value, `build` the statement with its values. */
export type StatementWriter = {
  readonly value: (value: Scalar) => string;
  readonly build: (text: string) => BoundSql;
};

/** Creates the writer of one statement. */
export function createStatementWriter(): StatementWriter {
  const values: Scalar[] = [];
  return {
    value: (value) => {
      values.push(value);
      return `$${values.length}`;
    },
    build: (text) => ({ text, values }),
  };
}

/** The parts of a statement over keyed rows: quoted names, and the conditions that pick the rows. */
export type RowsSql = {
  readonly table: string;
  readonly keys: readonly string[];
  readonly at: string | undefined;
  readonly where: readonly string[];
};

/** The clause of conditions; nothing where there are none. */
export function toWhere(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
}

/** Writes keyed rows for a statement; `alias` is what its columns are qualified with. */
export function writeRows(
  given: KeyedRows,
  of: {
    readonly writer: StatementWriter;
    readonly dialect: SqlSession['dialect'];
    readonly now: Date;
    readonly alias: string;
  },
): RowsSql {
  const { writer, dialect, now, alias } = of;
  const column = (name: string) => `${alias}.${quoteName(name, dialect)}`;
  const at = given.at === undefined ? undefined : column(given.at);
  const conditions = [
    ...Object.entries(given.where ?? {}).map(([name, wanted]) => renderCondition(column(name), wanted, writer)),
    ...(given.since === undefined || at === undefined
      ? []
      : [`${at} >= ${castInstant(writer.value(toInstant(given.since, now)), dialect)}`]),
  ];
  return {
    table: `${quoteName(given.table, dialect)} ${alias}`,
    keys: [given.by].flat().map(column),
    at,
    where: conditions,
  };
}

function renderCondition(column: string, wanted: Scalar | readonly Scalar[], writer: StatementWriter): string {
  const all = [wanted].flat() as readonly Scalar[];
  const values = all.filter((one) => one !== null);
  const parts = [
    ...(all.includes(null) ? [`${column} is null`] : []),
    ...(values.length === 0 ? [] : [`${column} in (${values.map(writer.value).join(', ')})`]),
  ];
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' or ')})`;
}

/** PostgreSQL gives the value the type of its column; DuckDB wants to be told. */
function castInstant(place: string, dialect: SqlSession['dialect']): string {
  return dialect === 'postgres' ? place : `cast(${place} as timestamptz)`;
}

function toInstant(since: string, now: Date): string {
  return /^\d+(\.\d+)?(ms|s|m|h|d)$/.test(since) ? new Date(now.getTime() - parseDuration(since)).toISOString() : since;
}
