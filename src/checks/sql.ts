import { z } from 'zod';
import { postgresOfStep, tableFiles } from '../logs/database-schema.ts';
import type { BoundSql } from '../logs/source.ts';
import { defineCheck, type Reading } from './check.ts';
import { sqlQuestions } from './sql/questions/schema.ts';
import type { SqlParameters } from './sql/run.ts';
import { templated } from './templated.ts';
import { databaseTouches, touchesOfSources } from './touches.ts';

const text = z.string().min(1);

const parameters = z
  .strictObject({
    source: text.optional().describe('The database to ask: a source with `database`'),
    postgres: postgresOfStep.optional().describe('In place of a source: the PostgreSQL itself'),
    files: tableFiles.optional(),
    sql: z
      .union([text, z.custom<BoundSql>((value) => typeof value === 'object' && value !== null && 'text' in value)])
      .optional()
      .describe('A SELECT; templates become bound values. Its first row is `result`, all rows `result.rows`'),
    ...sqlQuestions,
    limit: templated(z.int().min(1).max(10_000))
      .default(1000)
      .describe('How many rows are read; more are said, not read'),
    expect: z
      .union([z.enum(['none', 'some']), z.int().min(0).max(10_000)])
      .optional()
      .describe('How many rows `sql` must give: none, some, or a number; without it any is fine'),
  })
  .superRefine((given, { addIssue }) => {
    const problem = (message: string, path: string[] = []) => addIssue({ code: 'custom', path, message });
    const places = (['source', 'postgres', 'files'] as const).filter((key) => given[key] !== undefined);
    if (places.length !== 1)
      problem(
        `needs exactly one of source, postgres and files${places.length === 0 ? '' : `, not ${places.join(' and ')}`}`,
      );
    const asked = (['sql', 'constraints', 'duplicates', 'missing'] as const).filter((key) => given[key] !== undefined);
    if (asked.length !== 1)
      problem(
        asked.length === 0
          ? 'asks nothing: give `sql`, `constraints`, `duplicates` or `missing`'
          : `asks one question, not ${asked.join(' and ')}`,
      );
    if (given.expect !== undefined && given.sql === undefined)
      problem('is for `sql`; a ready question judges by itself', ['expect']);
    if (typeof given.expect === 'number' && typeof given.limit === 'number' && given.expect > given.limit)
      problem(`expects more rows than \`limit\` reads (${given.limit})`, ['expect']);
  });

/**
 * Asks a PostgreSQL, or files as tables, in a way that only reads: SQL, or a ready question. Facts: the first row by column, `rows`,
 * `n`, `truncated`, `ms` and what answered; a column hides a fact of its name but `rows`, `truncated` and `read`.
 */
export const sql = defineCheck<SqlParameters>({
  kind: 'sql',
  summary: 'Asks a database (PostgreSQL, or CSV, JSON and Parquet files), reading only',
  parameters: parameters as unknown as z.ZodType<SqlParameters>,
  facts: 'open',
  timeoutMs: 30_000,
  asks: ['sql', 'constraints', 'duplicates', 'missing', 'files'],
  reads: readingsOf,
  touches: (given, sources) => [...databaseTouches(given), ...touchesOfSources(readingsOf(given), sources)],
  // The client of PostgreSQL and DuckDB are loaded when a check runs, not when the schema of runbooks is.
  run: async (given, context) => (await import('./sql/run.ts')).runSql(given, context),
});

function readingsOf({ source, missing }: SqlParameters): readonly Reading[] {
  return [source, missing?.from?.source].flatMap((id) => (id === undefined ? [] : [{ id, as: 'database' as const }]));
}
