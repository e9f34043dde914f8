import { diagnose } from '../diagnosis/diagnose.ts';
import type { Diagnosis, OpenStep } from '../diagnosis/diagnosis.ts';
import type { Runbook } from '../runbook/schema.ts';
import { tells } from '../runbook/tells.ts';
import { applies, bindingsOf } from './bindings.ts';
import { sightingsOf } from './sightings.ts';
import type { IncidentState } from './state.ts';

/** The diagnosis of an incident as it stands: what its steps have seen, and what those not done could still see. */
export function diagnoseIncident(runbook: Runbook, state: IncidentState): Diagnosis {
  return diagnose({ axes: runbook.axes, observations: runbook.observations, sightings: sightingsOf(runbook, state), open: openSteps(runbook, state) });
}

function openSteps(runbook: Runbook, state: IncidentState): readonly OpenStep[] {
  const bindings = bindingsOf(runbook, state);
  return runbook.phases.flatMap((phase) => phase.steps).flatMap((step): readonly OpenStep[] => {
    const found = state.steps.get(step.id);
    if (step.observes === undefined || found === undefined || !applies(step, bindings)) return [];
    const about = { step: step.id, observation: step.observes, kind: found.kind };
    switch (found.status) {
      case 'pending':
      case 'running':
      case 'interrupted':
        return [{ ...about, state: 'possible' }];
      case 'waiting':
        return [{ ...about, state: 'waiting' }];
      case 'blocked':
      case 'error':
      case 'skipped':
        return [{ ...about, state: 'blocked' }];
      case 'pass':
      case 'warn':
      case 'fail':
        // A check that ran and could not tell has not cleared anything.
        return found.kind === 'check' && !tells(runbook, step.observes, found.outcome) ? [{ ...about, state: 'blocked' }] : [];
      case 'not-applicable':
        return [];
    }
  });
}
