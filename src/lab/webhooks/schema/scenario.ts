import { z } from 'zod';
import { ms, range } from '../../schema/basics.ts';
import { aspin } from './aspin.ts';
import { minute } from './basics.ts';
import { network } from './network.ts';
import { paymenthub } from './paymenthub.ts';

// The hypotheses of the runbook's two axes.
const failures = [
  'wrong-url',
  'signature-rejected',
  'endpoint-down',
  'false-duplicate',
  'schema-mismatch',
  'slow-response',
  'tls-certificate',
  'rate-limited',
  'address-blocked',
  'no-delivery-created',
  'relay-dropped',
  'lost-after-accept',
  'other',
] as const;
const recoveries = [
  'not-retried',
  'retries-exhausted',
  'standing-fault',
  'believed-delivered',
  'no-delivery-scheduled',
  'other',
] as const;

const relay = z.strictObject({
  in_path: z.boolean().default(false).describe('Whether PaymentHub reaches ASPIn through it'),
  ack: z.enum(['before_forward', 'after_forward']).default('before_forward'),
  retry: z.int().min(0).default(0),
  on_error: z.enum(['log', 'dead_letter']).default('log'),
  token_expires_min: minute.optional().describe('From then on ASPIn refuses its token'),
});

const traffic = z.strictObject({
  from_min: minute.default(-220),
  to_min: minute.default(560).describe('When the logs end'),
  webhooks_per_hour: z.number().default(60).describe('Deliveries of other events and payments to the same endpoint'),
  other_merchants_per_hour: z.number().default(120).describe("In PaymentHub's own exports"),
  relay_per_hour: z.number().default(40).describe("Other partners' messages through the relay"),
  api_per_hour: z.number().default(900),
  drops_per_hour: z.number().default(25).describe('Scanners at the firewall'),
  health_every_s: z.number().positive().default(30),
  probes_min: z
    .array(minute)
    .default([])
    .describe('When somebody of ours looked at the certificates with openssl: a line of 400 without a request'),
});

const untidy = z.strictObject({
  app_shuffle_ms: ms.default(600),
  edge_shuffle_ms: ms.default(30),
  rotate_edge_min: z
    .union([range, z.null()])
    .default(null)
    .describe('When the edge log was rotated: into .2.gz, then .1'),
  missing: z.array(z.string()).default([]).describe('Files nobody exported'),
  omit: z.record(z.string(), z.array(z.string())).default({}).describe('Fields left out, by file'),
});

const vary = z.strictObject({
  scale: range.default([0.7, 1.8]).describe('Factor on time-outs and durations'),
  nodes: range.default([2, 4]).describe('Nodes beyond those of the scenario are like its first'),
  traffic: range.default([0.7, 1.3]),
  missing: range.default([7, 8]),
});

/** The shape of a `lab.yaml` for missing webhooks. Minutes count from `incident.onset`; the cause is in the configuration of the parties. */
export const webhookSchema = z.strictObject({
  title: z.string().min(1),
  runbook: z.literal('missing-webhooks'),
  seed: z.int().min(0),
  story: z.string().min(1),
  truth: z.strictObject({ failure: z.enum(failures), recovery: z.enum(recoveries) }),
  incident: z.strictObject({
    onset: z.iso.datetime(),
    payments: z.int().min(1).default(15),
    missing: z.int().min(1).default(7),
    from_min: minute.default(-140).describe('When the first of the payments may lie'),
    to_min: minute.default(130),
  }),
  paymenthub: paymenthub.prefault({}),
  network: network.prefault({}),
  relay: relay.prefault({}),
  aspin: aspin.prefault({}),
  traffic: traffic.prefault({}),
  untidy: untidy.prefault({}),
  vary: vary.prefault({}),
});
