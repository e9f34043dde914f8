import { z } from 'zod';
import { hits, ms, range, status } from './basics.ts';

const slow = z.strictObject({
  ...hits,
  tries_ms: z
    .array(range)
    .min(1)
    .describe('How long the first, second, … request for one customer takes; the last one repeats'),
});

const idempotency = z.strictObject({
  mode: z
    .enum(['none', 'ignored', 'memory', 'table', 'claimed-table'])
    .describe('table looks the key up, inserts, then saves the key; claimed-table claims the key first'),
  ttl_s: z.number().positive().default(86_400),
  save_after_ms: range.default([2, 8]).describe('table: from the commit to the saved key'),
});

/** PartnerCRM: nodes, handler, key store, faults, and the job runner if there is one. */
export const partnercrm = z.strictObject({
  nodes: z.int().min(1).max(8).default(2),
  next_row: z.int().min(1).default(80_001),
  handler: z.strictObject({ usual_ms: range, slow: z.array(slow).default([]) }),
  idempotency: idempotency.prefault({ mode: 'none' }),
  existing_check: z
    .enum(['none', 'select'])
    .default('none')
    .describe('select looks for the customer before it inserts, without a lock'),
  unique_constraint: z.union([z.literal('none'), z.array(z.string()).min(1)]).default('none'),
  faults: z
    .array(
      z.strictObject({
        ...hits,
        status: z.union([status, z.literal('closed')]).describe('The answer; closed: the connection ends without one'),
        when: z.enum(['before-insert', 'after-insert']).default('before-insert'),
        tries: z.int().min(1).default(100).describe('Hits the first so many requests for one customer'),
      }),
    )
    .default([]),
  worker: z
    .strictObject({
      job_attempts: z.int().min(1),
      backoff_ms: ms,
      db_statement_timeout_ms: ms,
      accept_ms: range.default([18, 45]),
      insert_ms: range.default([30, 90]),
      sync_ms: range.describe('The statement after the insert'),
      slow: z.array(z.strictObject({ ...hits, sync_ms: range })).default([]),
    })
    .optional()
    .describe('A job does the insert, the handler only accepts'),
  restarts: z
    .array(z.strictObject({ node: z.int().min(1), at_min: z.number(), for_s: z.number().positive() }))
    .default([]),
  test_environment: z
    .strictObject({ nodes: z.int().min(1).default(1), handler_ms: range })
    .describe('What the live endpoint of `createEndpoints` runs with'),
});
