import { z } from 'zod';
import { ms, range, share, status } from '../../schema/basics.ts';
import { edge } from '../../schema/edge.ts';
import { during, minute } from './basics.ts';

const node = z.strictObject({
  secrets: z.array(z.int().min(1)).min(1).default([1]).describe('Versions of the webhook secret that it accepts'),
  also_from_min: minute.optional().describe('From then on it accepts the next version as well'),
  down: z.array(z.strictObject(during)).default([]),
});

/** ASPIn: the edge with its limiter, the nodes with their handler, and the worker behind a queue. */
export const aspin = z.strictObject({
  edge: edge.prefault({}),
  rate_limit: z
    .strictObject({ rate_per_s: z.number().positive(), burst: z.int().min(0), status: status.default(503) })
    .optional(),
  nodes: z.array(node).min(1).prefault([{}, {}]),
  schema_versions: z.array(z.int()).min(1).default([1]),
  on_schema_mismatch: z.enum(['reject', 'swallow']).default('reject').describe('422, or 200 and nothing else'),
  dedupe: z
    .strictObject({ key: z.enum(['event', 'customer-amount-day']), ttl_s: z.number().positive().default(86_400) })
    .prefault({ key: 'event' }),
  handler: z
    .strictObject({
      ack: z.enum(['after-queueing', 'after-processing']).default('after-queueing'),
      usual_ms: range.default([90, 420]),
      slow: z.array(z.strictObject({ ...during, ms: range })).default([]),
      commits_anyway: share
        .default(1)
        .describe('after-processing: how often the work stays although the sender has gone'),
    })
    .prefault({}),
  faults: z.array(z.strictObject({ ...during, status: z.union([status, z.literal('closed')]) })).default([]),
  worker: z
    .strictObject({
      work_ms: range.default([40, 600]),
      crashes: z.array(z.strictObject(during)).default([]),
      tries: z.int().min(1).default(3),
      pause_ms: ms.default(20_000),
      dead_letters: z.boolean().default(true),
    })
    .prefault({}),
});
