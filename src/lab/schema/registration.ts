import { z } from 'zod';
import { aspin } from './aspin.ts';
import { ms } from './basics.ts';
import { edge } from './edge.ts';
import { partnercrm } from './partnercrm.ts';
import { traffic, untidy, vary } from './surroundings.ts';

// The hypotheses of the runbook's two axes.
const triggers = [
  'client-timeout-retry',
  'client-error-retry',
  'client-retries-success',
  'user-resubmit',
  'proxy-resend',
  'queue-redelivery',
  'tcp-retransmission',
  'receiver-worker-repeat',
  'other',
] as const;
const barriers = [
  'no-idempotency-key',
  'new-key-each-attempt',
  'key-ignored',
  'check-then-insert-race',
  'key-store-loses-key',
  'other',
] as const;

/** The shape of a `lab.yaml` for duplicate registrations: a story, its true cause, and the configuration of every party. Times are ms unless named otherwise. */
export const registrationSchema = z.strictObject({
  title: z.string().min(1),
  runbook: z.literal('duplicate-registrations'),
  seed: z.int().min(0),
  story: z.string().min(1),
  truth: z.strictObject({ trigger: z.enum(triggers), barrier: z.enum(barriers) }),
  incident: z.strictObject({
    customer: z.string().regex(/^CUST_\d+$/, 'must look like CUST_7890'),
    submitted_at: z.iso.datetime(),
    clicks_ms: z.array(ms).default([]).describe('Further clicks of an impatient user, after the first'),
  }),
  aspin,
  edge: edge.prefault({}),
  partnercrm,
  traffic: traffic.prefault({}),
  untidy: untidy.prefault({}),
  vary: vary.prefault({}).describe('What seeds other than `seed` draw anew, besides ids and times'),
});
