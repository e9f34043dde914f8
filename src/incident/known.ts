import type { Sighting } from '../diagnosis/diagnosis.ts';
import type { Runbook, Step } from '../runbook/schema.ts';
import { tells } from '../runbook/tells.ts';
import { sightingsOf } from './sightings.ts';
import type { IncidentState } from './state.ts';

/** What the steps of an incident have seen that says something for or against a hypothesis. */
export function tellingSightings(runbook: Runbook, state: IncidentState): readonly Sighting[] {
  return sightingsOf(runbook, state).filter(({ observation, outcome }) => tells(runbook, observation, outcome));
}

/** What another step has seen of the fact that a step asks for; a check's word goes first. Undefined while nobody has. */
export function knownBy(telling: readonly Sighting[], step: Pick<Step, 'id' | 'observes'>): Sighting | undefined {
  const seen = telling.filter((one) => one.observation === step.observes && one.step !== step.id);
  return seen.find(({ quality }) => quality === 'checked') ?? seen[0];
}
