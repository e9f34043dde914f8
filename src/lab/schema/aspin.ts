import { z } from 'zod';
import { hits, ms, range, share, status } from './basics.ts';

const client = z.strictObject({
  timeout_ms: ms.min(1),
  attempts: z.int().min(1).max(10),
  delay_ms: ms.default(0),
  backoff: z.enum(['fixed', 'exponential']).default('fixed'),
  factor: z.number().min(1).default(2),
  jitter_ms: ms.default(0),
  retry_timeouts: z.boolean().default(true),
  retry_status: z.array(status).default([408, 429, 500, 502, 503, 504]),
  success_status: z.array(status).min(1).default([200, 201, 202]),
  idempotency_key: z.enum(['none', 'attempt', 'operation', 'submission']).default('none'),
});

const queue = z.strictObject({
  visibility_timeout_ms: ms.min(1),
  max_receive_count: z.int().min(1).default(5),
  workers: z.int().min(1).default(3),
  before_ms: range.describe('Work between the hand-out and the request'),
  after_ms: range.describe('Work between the answer and the deletion of the message'),
  slow: z.array(z.strictObject({ ...hits, after_ms: range })).default([]),
});

/** ASPIn: the registration form, the queue if there is one, and the HTTP client with its retry policy. */
export const aspin = z.strictObject({
  form: z
    .strictObject({
      lag_ms: range.default([60, 140]).describe('From the click to the hand-over'),
      impatient: z
        .strictObject({
          share,
          clicks: range.default([2, 4]),
          gap_ms: range.default([600, 2600]),
          incident: z.boolean().default(true),
        })
        .optional(),
    })
    .prefault({}),
  client,
  queue: queue.optional(),
  trace: z.enum(['attempt', 'operation', 'submission']).default('operation').describe('What gets a trace of its own'),
  body: z
    .enum(['operation', 'submission'])
    .default('submission')
    .describe('What the generated fields of the body are made for'),
  reset: z
    .strictObject({ ...hits, after_ms: range })
    .optional()
    .describe('The connection breaks while the answer is awaited'),
  other_partner: z
    .strictObject({ id: z.string(), share, answers_ms: range })
    .prefault({ id: 'docvault', share: 0.4, answers_ms: [60, 420] }),
});
