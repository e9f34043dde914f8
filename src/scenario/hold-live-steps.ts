import { sourcesOf } from '../incident/paste/readers.ts';
import { storeOf } from '../logs/stores/store-of.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Runbook, Step } from '../runbook/schema.ts';

/**
 * A runbook whose steps do not leave this machine by themselves: those that ask a live system wait for a yes that nobody gives. A scenario
 * is its evidence folder; how the system is today is no part of it.
 */
export function holdLiveSteps(loaded: LoadedRunbook): LoadedRunbook {
  const { runbook } = loaded;
  const phases = runbook.phases.map((phase) => ({
    ...phase,
    steps: phase.steps.map((step) => (isLive(runbook, step) ? { ...step, risk: 'write' as const } : step)),
  }));
  return { ...loaded, runbook: { ...runbook, phases } };
}

/** The steps that ask a live system, in the runbook's order. */
export function liveSteps(runbook: Runbook): readonly string[] {
  return stepsOf(runbook).flatMap(({ step }) => (isLive(runbook, step) ? [step.id] : []));
}

function isLive(runbook: Runbook, step: Step): boolean {
  const { http, tls, dns, tcp, metric, reproduce, sql, command, script } = step;
  if ([http, tls, dns, tcp, metric, reproduce, command, script].some((given) => given !== undefined)) return true;
  if (sql?.postgres !== undefined) return true;
  if (sql?.source !== undefined)
    return runbook.sources.find(({ id }) => id === sql.source)?.database?.postgres !== undefined;
  return sourcesOf(runbook, step).some(
    ({ log }) => log !== undefined && (log.command !== undefined || storeOf(log) !== undefined),
  );
}
