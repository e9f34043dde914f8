import { z } from 'zod';
import { share } from '../../schema/basics.ts';

/** When a rule holds, in minutes from the onset of the incident (the end left out), and for which share of what it meets. */
export const during = {
  from_min: z.number().default(-100_000),
  to_min: z.number().default(100_000),
  share: share.default(1),
};

/** A moment, in minutes from the onset of the incident. */
export const minute = z.number();
