import { z } from 'zod';
import { ms, range, share } from './basics.ts';

/** What goes on around the incident. */
export const traffic = z.strictObject({
  before_min: z.number().positive().default(120),
  after_min: z.number().positive().default(120),
  registrations_per_hour: z.number().default(160),
  reads_per_hour: z.number().default(1350),
  updates_per_hour: z.number().default(220),
  pages_per_hour: z.number().default(880),
  health_every_s: z.number().positive().default(10),
  quiet_s: range.default([0, 0]).describe('No other registration starts so long before and after the incident'),
});

/** How untidy the exported evidence is. */
export const untidy = z.strictObject({
  app_shuffle_ms: ms.default(600).describe('How far apart lines may be swapped by log shipping'),
  edge_shuffle_ms: ms.default(30),
  rotate_edge_min: z
    .union([range, z.null()])
    .default([-70, 35])
    .describe('When the edge log was rotated: into .2.gz, then .1'),
  repeated_beacons: share.default(0.02).describe('Share of clicks that the front end logged twice, with one action id'),
  missing: z.array(z.string()).default([]).describe('Files nobody exported'),
  omit: z.record(z.string(), z.array(z.string())).default({}).describe('Fields left out, by file'),
});

/** What seeds other than the scenario's own draw anew, besides ids and times. */
export const vary = z.strictObject({
  scale: range.default([0.7, 2]).describe('Factor on every timeout, delay and duration'),
  nodes: range.default([2, 4]),
  traffic: range.default([1, 1.4]).describe('Factor on the amount of traffic'),
});
