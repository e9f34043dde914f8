import path from 'node:path';
import type { SqlParameters } from '../../checks/sql/run.ts';
import { UserError } from '../../errors.ts';
import { holdsPassword } from '../../logs/database-schema.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';

/** The flags of `check sql`, as the command line gives them. */
type SqlFlags = CommonFlags & {
  readonly urlEnv?: string;
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly sslmode?: string;
  readonly cacert?: string;
  readonly file: readonly string[];
  readonly param: readonly string[];
  readonly unique?: string;
  readonly duplicates?: string;
  readonly missing?: string;
  readonly ids?: string;
  readonly in?: string;
  readonly where: readonly string[];
  readonly inWhere: readonly string[];
  readonly at?: string;
  readonly since?: string;
  readonly limit?: number;
  readonly expect?: string;
};

const flagNames = {
  'postgres.ca': '--cacert',
  postgres: '--',
  files: '--file',
  sql: 'the query',
  constraints: '--unique',
  'duplicates.where': '--where',
  'duplicates.at': '--at',
  'duplicates.since': '--since',
  'missing.ids': '--ids',
  'missing.in': '--in',
  'missing.from': '--missing',
};

/** Asks a database by hand. */
export async function checkSql(query: string | undefined, flags: SqlFlags): Promise<void> {
  const parameters = {
    ...readDatabase(flags),
    ...readQuestion(query, flags),
    limit: flags.limit,
    expect: toExpected(flags.expect),
  };
  const { env } = process;
  const secrets = [flags.passwordEnv, flags.urlEnv].flatMap((name) => (name === undefined ? [] : (env[name] ?? [])));
  await runByHand({ kind: 'sql', parameters, secrets, flagNames }, flags);
}

function readDatabase(flags: SqlFlags): Pick<SqlParameters, 'postgres' | 'files'> {
  const { urlEnv, url, host, port, database, user, passwordEnv, sslmode, cacert } = flags;
  const places = [
    ...(urlEnv === undefined ? [] : ['--url-env']),
    ...(url === undefined ? [] : ['--url']),
    ...(host === undefined ? [] : ['--host']),
    ...(flags.file.length === 0 ? [] : ['--file']),
  ];
  if (places.length !== 1) {
    throw new UserError({
      message: places.length === 0 ? 'no database was named' : `one database at a time, not ${places.join(' and ')}`,
      hint: 'Give --url-env DATABASE_URL, --host, or files as tables: --file orders=orders.csv.',
    });
  }
  if (flags.file.length > 0) return { files: Object.fromEntries(flags.file.map(splitFile)) };
  if (url !== undefined) assertNoPassword(url);
  const postgres = {
    url,
    url_env: urlEnv,
    host,
    port,
    database,
    user,
    password_env: passwordEnv,
    sslmode,
    ca: cacert === undefined ? undefined : path.resolve(cacert),
  };
  return { postgres: given(postgres) as SqlParameters['postgres'] };
}

/** Whoever runs `ps` reads it, and the shell keeps it in its history. */
function assertNoPassword(url: string): void {
  if (!holdsPassword(url)) return;
  throw new UserError({
    message: 'the URL on the command line holds a password, which everybody on this machine can read there',
    hint: 'Put the URL into an environment variable and give its name: --url-env DATABASE_URL. Change the password if others work here.',
  });
}

function splitFile(text: string): readonly [string, string] {
  const [, name, file] = /^([A-Za-z_]\w*)=(.+)$/.exec(text) ?? [];
  if (name === undefined || file === undefined)
    throw new UserError({ message: `--file "${text}" is not table=file`, hint: 'Write --file orders=orders.csv.' });
  return [name, path.resolve(file)];
}

function readQuestion(query: string | undefined, flags: SqlFlags): object {
  const { unique, duplicates, missing, ids } = flags;
  const asked = [
    ...(query === undefined ? [] : ['a query']),
    ...(unique === undefined ? [] : ['--unique']),
    ...(duplicates === undefined ? [] : ['--duplicates']),
    ...(missing === undefined ? [] : ['--missing']),
    ...(ids === undefined ? [] : ['--ids']),
  ];
  if (asked.length !== 1) {
    throw new UserError({
      message: asked.length === 0 ? 'nothing was asked' : `one question at a time, not ${asked.join(' and ')}`,
      hint: "Give a query, or --unique, --duplicates or --missing 'table(columns)'.",
    });
  }
  if (query !== undefined) return { sql: { text: query, values: flags.param } };
  if (flags.param.length > 0) throw new UserError({ message: '--param is for a query' });
  if (unique !== undefined) {
    const { table, by } = splitKey('--unique', unique);
    return { constraints: { table, columns: by } };
  }
  if (duplicates !== undefined) return { duplicates: { ...splitKey('--duplicates', duplicates), ...readRows(flags) } };
  if (flags.in === undefined)
    throw new UserError({
      message: `${asked[0]} needs --in`,
      hint: "Write where each key should be: --in 'policies(payment_id)'.",
    });
  const to = { ...splitKey('--in', flags.in), ...given({ where: toWhere('--in-where', flags.inWhere) }) };
  return {
    missing:
      missing === undefined
        ? { ids, in: to }
        : { from: { ...splitKey('--missing', missing), ...readRows(flags) }, in: to },
  };
}

function readRows(flags: SqlFlags): object {
  return given({ where: toWhere('--where', flags.where), at: flags.at, since: flags.since });
}

/** `customers(partner_id, email)`. */
function splitKey(flag: string, text: string): { readonly table: string; readonly by: readonly string[] } {
  const [, table, columns] = /^\s*([^()]+?)\s*\(([^()]+)\)\s*$/.exec(text) ?? [];
  if (table === undefined || columns === undefined)
    throw new UserError({
      message: `${flag} "${text}" is not table(columns)`,
      hint: `Write ${flag} 'customers(email)'.`,
    });
  return { table, by: columns.split(',').map((column) => column.trim()) };
}

function toWhere(flag: string, conditions: readonly string[]): { readonly [column: string]: string } | undefined {
  if (conditions.length === 0) return undefined;
  return Object.fromEntries(
    conditions.map((text): readonly [string, string] => {
      const at = text.indexOf('=');
      if (at <= 0) throw new UserError({ message: `${flag} "${text}" is not column=value` });
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    }),
  );
}

function toExpected(text: string | undefined): string | number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

function given(all: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
