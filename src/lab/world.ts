import type { Clock } from './clock.ts';
import type { Evidence } from './evidence/evidence.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';

/** What every party is given: the time, chance, somewhere to log, and the settled scenario. */
export type World = {
  readonly clock: Clock;
  readonly random: Random;
  readonly evidence: Evidence;
  readonly plan: Plan;
};
