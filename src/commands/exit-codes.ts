import type { Snapshot } from '../incident/session.ts';

/** The exit codes of every command (design, "Command line"). */
export const exitCodes = {
  pass: 0,
  broke: 1,
  usage: 2,
  found: 3,
  warnings: 4,
  inconclusive: 5,
  interrupted: 130,
} as const;

/**
 * The exit code of a walk: 3 when a check failed or an axis has a named leader, else 4 for warnings, 5 when something
 * that was needed could not be checked, 0 when everything was looked at and nothing is wrong.
 */
export function exitCodeOf({ state, diagnosis }: Snapshot): number {
  const statuses = [...state.steps.values()].map((step) => step.status);
  if (statuses.includes('fail') || diagnosis.axes.some((axis) => axis.state !== 'open')) return exitCodes.found;
  if (statuses.some((status) => ['blocked', 'error', 'waiting', 'interrupted'].includes(status)))
    return exitCodes.inconclusive;
  if (statuses.includes('warn')) return exitCodes.warnings;
  return exitCodes.pass;
}
