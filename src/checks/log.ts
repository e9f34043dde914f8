import { z } from 'zod';
import type { BoundSql } from '../logs/source.ts';
import { tableUse } from '../logs/source-schema.ts';
import { condition, regex } from '../logs/written.ts';
import { defineCheck } from './check.ts';
import { questionParts } from './log/question-schema.ts';
import { readingsOfLog } from './log/readings.ts';
import { type LogParameters, runLog } from './log/run.ts';
import { touchesOfSources } from './touches.ts';

const text = z.string().min(1);

const shape = z.strictObject({
  source: text.optional().describe('The log, config file or view that is the table "events"'),
  match: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe(
      'Only lines of the source (of a ladder without one: of each hop) that contain this text, or one of these',
    ),
  regex: regex.optional().describe('Only lines of the source that match this regular expression (linear-time syntax)'),
  where: z
    .union([condition, z.array(condition).min(1)])
    .optional()
    .describe(
      'Only events whose fields are so: status >= 500, method = POST, status = 5xx, path ~ ^/v1/; all must hold',
    ),
  needs: z
    .array(z.union([z.string(), z.array(z.string()).min(1)]))
    .default([])
    .describe('Sources without which the step is blocked; of a list inside, one is enough'),
  with: z.array(tableUse).default([]).describe('Further sources and views, each a table by its id'),
  sql: z
    .union([text, z.custom<BoundSql>((value) => typeof value === 'object' && value !== null && 'text' in value)])
    .optional()
    .describe('A SELECT over "events" and the other tables; its first row is `result`, all rows `result.rows`'),
  draw: z
    .enum(['arrivals', 'ladder', 'heat'])
    .optional()
    .describe('Draw the rows of `sql`: arrivals (at, lane), ladder (hop, ids, lines) or heat (at, label, n)'),
  ...questionParts,
});

const parameters = shape.superRefine((given, { addIssue }) => {
  const asked = (Object.keys(questionParts) as (keyof typeof questionParts)[]).filter(
    (key) => given[key] !== undefined,
  );
  const all = given.sql === undefined ? asked : ['sql', ...asked];
  if (all.length > 1) addIssue({ code: 'custom', message: `asks one question, not ${all.join(' and ')}` });
  for (const key of ['match', 'regex', 'where'] as const)
    if (given[key] !== undefined && given.source === undefined && given.ladder === undefined)
      addIssue({
        code: 'custom',
        path: [key],
        message: 'narrows the `source`, and there is none; write it in each use of `with`',
      });
  if (given.draw !== undefined && given.sql === undefined)
    addIssue({
      code: 'custom',
      path: ['draw'],
      message: 'draws the rows of `sql`; a ready question draws by itself',
    });
});

/**
 * Finds lines in logs and answers questions over them: SQL, or one of the ready questions; without either it is how many, the first
 * and the last. A column `refs` (a list of `_ref` values) names the lines an SQL answer rests on. `result.read` says what was read.
 */
export const log = defineCheck<LogParameters>({
  kind: 'log',
  summary: 'Finds lines in logs and answers questions over them',
  parameters: parameters as unknown as z.ZodType<LogParameters>,
  facts: 'open',
  timeoutMs: 60_000,
  // A filter that falls away would answer for all lines what was asked of some.
  asks: Object.keys(shape.shape),
  reads: readingsOfLog,
  // Of what is searched for a text only the lines that are found come in; a statement has tables of other logs besides.
  holds: (given) => {
    const isSearch = given.sql === undefined && (given.match !== undefined || given.regex !== undefined);
    return isSearch ? [] : readingsOfLog(given).map(({ id }) => id);
  },
  touches: (given, sources) => touchesOfSources(readingsOfLog(given), sources),
  run: runLog,
});
