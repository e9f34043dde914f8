import type { Runbook } from './schema.ts';

/** Whether an outcome of an observation says anything for or against a hypothesis; "unknown" and its like do not. */
export function tells(runbook: Pick<Runbook, 'observations'>, observation: string, outcome: string | null): boolean {
  const found = runbook.observations.find((one) => one.id === observation)?.outcomes.find((one) => one.id === outcome);
  return found !== undefined && Object.keys(found.evidence).length > 0;
}
