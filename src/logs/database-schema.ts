import { z } from 'zod';
import { secret } from './stores/store-schema.ts';

const onePlace = { error: 'needs exactly one of url, url_env and host' };
const text = z.string().min(1);
const variable = z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable');

/** Whether a URL has a password in it: user:password@, or a parameter. */
export function holdsPassword(url: string): boolean {
  return /^[^/?#]*\/\/[^/?#]*:[^/?#]*@|[?&]password=/.test(url.replace(/\$\{\{.*?\}\}/g, 'x'));
}

const shape = {
  url: text
    .refine(
      (url) => !holdsPassword(url),
      'must hold no password: name its variable (url_env), or a secret input (${{ inputs.x }})',
    )
    .optional()
    .describe('postgres://user@host:5432/database?sslmode=…'),
  url_env: variable.optional().describe('The environment variable that holds the URL: DATABASE_URL'),
  host: text.optional().describe('Host name, address, or the folder of its Unix socket'),
  port: z
    .union([z.int().min(1).max(65_535), z.string().regex(/^\d{1,5}$|\$\{\{/, 'must be a port')])
    .optional()
    .describe('Its port; 5432 when left out'),
  database: text.optional().describe('The name of the database; that of the user when left out'),
  user: text.optional().describe('The role that asks; best one that may only read'),
  password_env: variable.optional().describe('The environment variable that holds the password'),
  sslmode: z
    .enum(['disable', 'prefer', 'require', 'verify-ca', 'verify-full'])
    .optional()
    .describe('As libpq has it; verify-full with `ca`, else prefer'),
  ca: text.optional().describe('PEM file of the CAs to trust: in the evidence folder, or absolute'),
};

/** Where a PostgreSQL is and who asks it, for a step. Nothing else is looked at: no PGHOST, no ~/.pgpass, no service file. */
export const postgresOfStep = z.strictObject(shape).refine(hasOnePlace, onePlace);

/** The same for a source, whose inputs are filled in elsewhere: there a password may be a secret input. */
const postgresOfSource = z
  .strictObject({ ...shape, password: secret.optional().describe('A secret input that is the password') })
  .refine(hasOnePlace, onePlace);

function hasOnePlace(given: { readonly url?: unknown; readonly url_env?: unknown; readonly host?: unknown }): boolean {
  return [given.url, given.url_env, given.host].filter((one) => one !== undefined).length === 1;
}

/** Files as tables, by the name a query knows them by. */
export const tableFiles = z
  .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be a table name: letters, digits and _'), text)
  .refine((files) => Object.keys(files).length > 0, 'names no file')
  .describe('Tables by name: CSV, TSV, JSON lines, JSON or Parquet, in the evidence folder or absolute');

/** A database that a source of a runbook is: exactly one of a server and files. */
export const databaseSource = z
  .strictObject({ postgres: postgresOfSource.optional(), files: tableFiles.optional() })
  .refine((given) => (given.postgres === undefined) !== (given.files === undefined), {
    error: 'needs exactly one of postgres and files',
  });
