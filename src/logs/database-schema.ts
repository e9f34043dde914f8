import { z } from 'zod';

const text = z.string().min(1);
const variable = z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable');

/** Where a PostgreSQL is and who asks it. Nothing else is looked at: no PGHOST, no ~/.pgpass, no service file. */
export const postgresSource = z
  .strictObject({
    url: text.optional().describe('postgres://user@host:5432/database?sslmode=…; its password is never shown'),
    url_env: variable.optional().describe('The environment variable that holds the URL: DATABASE_URL'),
    host: text.optional().describe('Host name, address, or the folder of its Unix socket'),
    port: z
      .union([z.int().min(1).max(65_535), z.string().regex(/^(\d{1,5}|.*\$\{\{.*)$/)])
      .optional()
      .describe('Its port; 5432 when left out'),
    database: text.optional().describe('The name of the database; that of the user when left out'),
    user: text.optional().describe('The role that asks; best one that may only read'),
    password: text.optional().describe('A secret input: ${{ inputs.db_password }}'),
    password_env: variable.optional().describe('The environment variable that holds the password'),
    sslmode: z
      .enum(['disable', 'prefer', 'require', 'verify-ca', 'verify-full'])
      .optional()
      .describe('As libpq has it; verify-full with `ca`, else prefer'),
    ca: text.optional().describe('PEM file of the CAs to trust: in the evidence folder, or absolute'),
  })
  .superRefine((given, { addIssue }) => {
    const places = (['url', 'url_env', 'host'] as const).filter((key) => given[key] !== undefined);
    if (places.length !== 1)
      addIssue({
        code: 'custom',
        message: `needs exactly one of url, url_env and host${places.length === 0 ? '' : `, not ${places.join(' and ')}`}`,
      });
    if (given.password !== undefined && given.password_env !== undefined)
      addIssue({ code: 'custom', path: ['password_env'], message: 'stands beside `password`; give one of them' });
  });

/** Files as tables, by the name a query knows them by. */
export const tableFiles = z
  .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be a table name: letters, digits and _'), text)
  .refine((files) => Object.keys(files).length > 0, 'names no file')
  .describe('Tables by name: CSV, TSV, JSON lines, JSON or Parquet, in the evidence folder or absolute');

/** A database that a source of a runbook is: exactly one of a server and files. */
export const databaseSource = z
  .strictObject({ postgres: postgresSource.optional(), files: tableFiles.optional() })
  .refine((given) => (given.postgres === undefined) !== (given.files === undefined), {
    error: 'needs exactly one of postgres and files',
  });
