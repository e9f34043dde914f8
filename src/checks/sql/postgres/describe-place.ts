import type { DatabaseSource } from '../../../logs/source.ts';

/** How a PostgreSQL is written in a runbook. */
export type PostgresSource = NonNullable<DatabaseSource['postgres']>;

/** Where a source says its database is, for people: no password is in it, and no variable is read. */
export function describePlace(given: PostgresSource): string {
  if (given.url_env !== undefined) return `postgres $${given.url_env}`;
  const url = given.url === undefined || !URL.canParse(given.url) ? undefined : new URL(given.url);
  if (given.host === undefined && url === undefined) return 'postgres';
  const host = given.host ?? url?.hostname ?? '';
  const port = given.port ?? (url?.port || 5432);
  const database = given.database ?? url?.pathname.slice(1) ?? '';
  return `postgres ${host}:${port}${database === '' ? '' : `/${database}`}`;
}
