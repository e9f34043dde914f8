import { z } from 'zod';
import { ms, share } from '../../schema/basics.ts';
import { during, minute } from './basics.ts';

/** What kind of result a delivery had: the words in which a sender's retry policy is written. */
export const resultKinds = ['2xx', '3xx', '4xx', '429', '5xx', 'timeout', 'connect', 'tls', 'dns'] as const;

const account = z.strictObject({
  id: z.string(),
  share: share.default(1).describe('Of the payments'),
  host: z.string().default('hooks.aspin.test').describe('Of the URL its endpoint was registered with'),
  disabled_from_min: minute.optional().describe('From then on the endpoint is switched off'),
  events: z.array(z.string()).min(1).default(['payment.completed', 'payment.failed', 'refund.created', 'payout.paid']),
});

/** PaymentHub: its endpoints, how it signs, from where it sends, when it tries again, and what it never sends. */
export const paymenthub = z.strictObject({
  accounts: z
    .array(account)
    .min(1)
    .prefault([{ id: 'M1' }]),
  methods: z.array(z.string()).min(1).default(['card', 'mpesa', 'bank_transfer']),
  timeout_ms: ms.min(1).default(5000),
  schedule_s: z.array(z.number().min(0)).min(1).default([0]).describe('Pause before the first, second, … attempt'),
  retry_on: z.array(z.enum(resultKinds)).default(['5xx', 'timeout', 'connect', 'tls', 'dns', '429', '3xx']),
  secret: z
    .strictObject({
      version: z.int().min(1).default(1),
      rotates_min: minute.optional().describe('To the next version'),
    })
    .prefault({}),
  sources: z
    .array(z.strictObject({ range: z.string().describe('A /28 as its first address'), ...during }))
    .min(1)
    .prefault([{ range: '198.51.100.16' }])
    .describe('Where deliveries come from; the last one that holds is used'),
  payload: z
    .strictObject({ version: z.int().default(1), ...during, method: z.string().optional() })
    .optional()
    .describe('A body of another version, from some moment or for one method'),
  no_event: z
    .array(z.strictObject({ ...during, method: z.string().optional() }))
    .default([])
    .describe('Payments for which no event is made'),
  same_customer: share.default(0).describe('Share of the payments that repeat customer and amount of an earlier one'),
  resends: z.int().min(0).default(0).describe('Events that somebody sent a second time by hand, although delivered'),
  batch: z
    .strictObject({ spread_ms: ms, then_per_s: z.number().min(0), for_s: z.number().min(0) })
    .optional()
    .describe('All payments settle at the onset, and other events of the batch follow'),
});
