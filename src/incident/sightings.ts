import type { Sighting } from '../diagnosis/diagnosis.ts';
import type { Runbook, Step } from '../runbook/schema.ts';
import type { IncidentState, StepState } from './state.ts';

/** What the steps of an incident have seen: one sighting for each step that observes something and has an outcome. */
export function sightingsOf(runbook: Runbook, state: IncidentState): readonly Sighting[] {
  return runbook.phases.flatMap((phase) => phase.steps.flatMap((step) => sightingOf(step, state.steps.get(step.id))));
}

function sightingOf(step: Step, found: StepState | undefined): readonly Sighting[] {
  if (step.observes === undefined || found?.outcome === null || found === undefined) return [];
  // Only what passed, warned or failed was measured; an older result of a check that is running again still stands.
  if (!['pass', 'warn', 'fail', 'running', 'interrupted'].includes(found.status)) return [];
  const label = step.choices?.find((choice) => choice.id === found.outcome)?.label ?? found.outcome;
  const say =
    found.result?.say ??
    [found.answer?.by, found.answer?.text ?? label].filter((part) => part !== undefined).join(': ');
  const quality = found.kind === 'check' ? 'checked' : (found.answer?.quality ?? 'looked');
  return [{ observation: step.observes, outcome: found.outcome, quality, step: step.id, say }];
}
