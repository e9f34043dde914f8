import { z } from 'zod';
import { parseDuration } from '../../../logs/window.ts';
import { written } from '../../../logs/written.ts';
import { templated } from '../../templated.ts';
import { parseName } from './name.ts';

const name = written((text) => {
  parseName(text);
});
const table = name.describe('The table, written as in SQL: customers, crm.customers, "Customer"');
const columns = z.union([name, z.array(name).min(1)]);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const rows = {
  table,
  where: z
    .record(z.string(), z.union([scalar, z.array(scalar).min(1)]))
    .optional()
    .describe('Only rows whose columns are so: {status: COMPLETED}; of a list, one of them'),
  at: name.optional().describe('The column that says when the row came'),
  since: templated(
    z.union(
      [
        z.iso.datetime({ offset: true }),
        written((text) => {
          parseDuration(text);
        }),
      ],
      { error: 'must be an instant (RFC 3339), or a time like 24h' },
    ),
  )
    .optional()
    .describe('Only rows since then, by `at`: RFC 3339, or a time like 24h before now'),
};

const isDated = (given: { readonly at?: string | undefined; readonly since?: string | undefined }) =>
  given.since === undefined || given.at !== undefined;
const undated = { error: '`since` needs `at`, the column that says when a row came', path: ['since'] };

const keyed = z
  .strictObject({ ...rows, by: columns.describe('The column, or columns, that are the key') })
  .refine(isDated, undated);

/** The ready questions as a runbook writes them under `sql:`; a step asks one of them. */
export const sqlQuestions = {
  constraints: z
    .strictObject({ table, columns: columns.describe('The columns that should be unique together') })
    .optional()
    .describe('Does the database itself keep these columns unique? (PostgreSQL)'),
  duplicates: keyed.optional().describe('Which keys stand on more than one row, and how many rows are too many'),
  missing: z
    .strictObject({
      from: keyed
        .safeExtend({ source: z.string().min(1).optional().describe('The database it is in, where it is another one') })
        .optional()
        .describe('The rows that should have a partner: the payments that were made'),
      ids: z
        .union([z.array(z.string().min(1)).min(1), z.string().min(1)])
        .optional()
        .describe('In place of `from`, the keys themselves: a list, or a text with commas or spaces between them'),
      in: keyed.describe('Where each of them should be: the policies that are active'),
    })
    .refine(
      (given) => (given.from === undefined) !== (given.ids === undefined),
      'needs exactly one of `from` and `ids`',
    )
    .refine((given) => given.from === undefined || [given.from.by].flat().length === [given.in.by].flat().length, {
      error: '`from` and `in` need as many columns in `by`',
    })
    .refine(
      (given) => (given.ids === undefined && given.from?.source === undefined) || [given.in.by].flat().length === 1,
      'keys that come from elsewhere are one column in `in`',
    )
    .optional()
    .describe('Which keys of one table have no row in another: paid, but not active'),
};

const questions = z.object(sqlQuestions);

/** The ready questions of a step, templates filled in. */
export type WrittenQuestions = z.output<typeof questions>;
/** Rows of a table with their key. */
export type KeyedRows = NonNullable<WrittenQuestions['duplicates']>;
