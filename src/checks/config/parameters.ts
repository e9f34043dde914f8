import { z } from 'zod';
import { written } from '../../logs/written.ts';
import { templated } from '../templated.ts';
import { parseExpectation } from './expectation.ts';
import { roleNames } from './retry/roles.ts';

const text = z.string().min(1);
const expectation = written(parseExpectation);
const time = z.union([z.number().min(0), text]);

const roles = Object.fromEntries(
  roleNames.map((role) => [role, text.optional().describe(`The setting that is the ${role.replaceAll('_', ' ')}`)]),
) as { readonly [R in (typeof roleNames)[number]]: z.ZodOptional<z.ZodString> };

const observed = z.union([
  z.strictObject({
    source: text.describe('A log or view with a row for each request: start_ms, and dur_ms or end_ms'),
    needs: z
      .array(z.union([text, z.array(text).min(1)]))
      .default([])
      .describe('Sources without which the step is blocked; of a list inside, one is enough'),
  }),
  z.strictObject({
    starts: z.array(time).min(1).describe('When the requests started: ms, 2s, 10:30:15, or instants'),
    durations: z.array(z.number().nullable()).optional().describe('How long each took, in ms; null where not known'),
  }),
]);

const retry = z.strictObject({
  ...roles,
  counts: z
    .enum(['attempts', 'retries'])
    .optional()
    .describe('Whether the number of attempts counts the first one; told by its name when left out'),
  unit: z.enum(['ms', 's', 'm', 'h', 'd']).optional().describe('The unit of times whose name and value do not tell it'),
  receiver: z
    .union([templated(time), z.strictObject({ source: text, setting: text })])
    .optional()
    .describe('How long the receiver may take (ms, 2.5s), or the setting of another source that says it'),
  answers: z
    .array(z.int().min(100).max(599))
    .optional()
    .describe('The statuses the receiver answers with, to see whether they are retried'),
  observed: observed.optional().describe('Requests that were seen, to hold their starts against the policy'),
});

/** The parameters of a config check. */
export const parameters = z.strictObject({
  source: text.describe('The config source to read'),
  settings: z
    .array(text)
    .min(1)
    .optional()
    .describe(
      'The settings of interest, by flat name (idempotency_store) or path (servers.0.url): facts, null where absent',
    ),
  expect: z
    .union([expectation, z.array(expectation).min(1)])
    .optional()
    .describe(
      'What must be so: timeout_ms >= 5000, timeout >= 5s, store = redis, store in redis, table, key present, key absent; all are judged',
    ),
  retry: z
    .union([z.literal(true), retry])
    .optional()
    .describe('Judge the retry policy: true finds its settings by their names; or name them'),
});

export type Parameters = z.output<typeof parameters>;
export type RetryParameters = z.output<typeof retry>;
