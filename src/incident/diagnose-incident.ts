import { diagnose } from '../diagnosis/diagnose.ts';
import type { Diagnosis, OpenStep } from '../diagnosis/diagnosis.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Runbook } from '../runbook/schema.ts';
import { tells } from '../runbook/tells.ts';
import { applies, bindingsOf } from './bindings.ts';
import { sightingsOf } from './sightings.ts';
import type { IncidentState, StepState } from './state.ts';

/** The diagnosis of an incident as it stands: what its steps have seen, and what those not done could still see. */
export function diagnoseIncident(runbook: Runbook, state: IncidentState): Diagnosis {
  return diagnose({
    axes: runbook.axes,
    observations: runbook.observations,
    sightings: sightingsOf(runbook, state),
    open: openSteps(runbook, state),
  });
}

/** The steps that could still observe something, and whether they can be done now. */
export function openSteps(runbook: Runbook, state: IncidentState): readonly OpenStep[] {
  const bindings = bindingsOf(runbook, state);
  return stepsOf(runbook).flatMap(({ step }) => {
    const found = state.steps.get(step.id);
    if (step.observes === undefined || found === undefined || !applies(step, bindings)) return [];
    const about = {
      step: step.id,
      observation: step.observes,
      kind: found.kind,
      party: step.party,
      risk: step.risk,
    };
    const opening = openingOf(found, tells(runbook, step.observes, found.outcome));
    return opening === undefined ? [] : [{ ...about, state: opening }];
  });
}

/** How a step could still observe something; undefined when it has, or does not apply. */
function openingOf({ kind, status }: StepState, hasTold: boolean): OpenStep['state'] | undefined {
  switch (status) {
    case 'pending':
    case 'running':
    case 'interrupted':
      return 'possible';
    case 'waiting':
      return 'waiting';
    case 'blocked':
    case 'error':
    case 'skipped':
      return 'blocked';
    case 'pass':
    case 'warn':
    case 'fail':
      // A check that ran and could not tell has not cleared anything.
      return kind === 'check' && !hasTold ? 'blocked' : undefined;
    case 'not-applicable':
      return undefined;
  }
}
