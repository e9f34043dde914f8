import { z } from 'zod';

/** A number of milliseconds. */
export const ms = z.int().min(0);

/** A probability, 0 to 1. */
export const share = z.number().min(0).max(1);

/** A range `[low, high]`, both ends included. */
export const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low <= high, 'must be [low, high]')
  .readonly();

/** An HTTP status. */
export const status = z.int().min(100).max(599);

/** Whom a rule hits, and when: minutes relative to the incident, a share of the customers, and whether the incident's own is one of them. */
export const hits = {
  from_min: z.number().default(-100_000),
  to_min: z.number().default(100_000),
  share: share.default(0),
  incident: z.boolean().default(false),
};
