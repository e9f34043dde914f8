import { waitingKinds } from '../checks/kinds.ts';
import type { Step } from '../runbook/schema.ts';

/** How many checks run side by side: those that read and compute on this machine, and those that wait for others. */
export const maxParallel = { working: 8, waiting: 64 } as const;

/** Where a check runs. */
export function laneOf(step: Step | undefined): keyof typeof maxParallel {
  return waitingKinds.some((kind) => step?.[kind] !== undefined) ? 'waiting' : 'working';
}
