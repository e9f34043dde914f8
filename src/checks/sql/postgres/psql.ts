import type { BoundSql } from '../../../logs/source.ts';
import { renderShell } from '../../../shell.ts';
import { toOneLine } from '../one-line.ts';
import type { Settings } from './settings.ts';

/**
 * The psql line that asks again, in a read-only session in UTC; psql takes the password from PGPASSWORD or ~/.pgpass. Bound
 * values stay values: they are given to a prepared statement.
 */
export function renderPsql(settings: Settings, sql: BoundSql): string {
  const { host, port, database, user, sslmode, schema } = settings;
  const options = [
    ...(settings.options === undefined ? [] : [settings.options]),
    '-c default_transaction_read_only=on -c timezone=UTC',
    ...(schema === undefined ? [] : [`-c search_path=${schema}`]),
  ].join(' ');
  const words = [
    ['host', host],
    ['port', String(port)],
    ['dbname', database],
    ['user', user],
    ...(host.startsWith('/') ? [] : [['sslmode', sslmode]]),
    ...rootOf(settings),
  ];
  const connection = words.map(([name, value = '']) => `${name}=${renderWord(value)}`).join(' ');
  return `PGOPTIONS=${renderShell([options])} ${renderShell(['psql', connection, '-c', renderStatement(sql)])}`;
}

/** Without a CA it is those of the system that are trusted; psql 16 knows them by this name. */
function rootOf({ ca, sslmode }: Settings): readonly (readonly string[])[] {
  if (ca !== undefined) return [['sslrootcert', ca.name]];
  return sslmode.startsWith('verify') ? [['sslrootcert', 'system']] : [];
}

/** A word of a connection string (libpq, "Keyword/Value Connection Strings"). */
function renderWord(value: string): string {
  return /^[^\s'\\]+$/.test(value) ? value : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function renderStatement({ text, values }: BoundSql): string {
  const statement = toOneLine(text).replace(/;\s*$/, '');
  if (values.length === 0) return statement;
  return `prepare causebook as ${statement}; execute causebook(${values.map(renderLiteral).join(', ')})`;
}

/** Backslashes are plain in '…' only where standard_conforming_strings is on, and always special in E'…'. */
function renderLiteral(value: BoundSql['values'][number]): string {
  if (value === null) return 'null';
  const text = String(value).replaceAll("'", "''");
  return text.includes('\\') ? `E'${text.replaceAll('\\', '\\\\')}'` : `'${text}'`;
}
