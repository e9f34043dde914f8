import type { Sighting } from '../diagnosis/diagnosis.ts';
import { groupByObservation } from '../diagnosis/group-by-observation.ts';
import { applies, bindingsOf } from '../incident/bindings.ts';
import { knownBy, tellingSightings } from '../incident/known.ts';
import type { IncidentState } from '../incident/state.ts';
import type { Runbook } from '../runbook/schema.ts';
import { perSnapshot } from './per-snapshot.ts';
import type { ShownStatus } from './theme.ts';
import { findStep, stateOf, stepsOf, type World } from './world.ts';

/**
 * A step's status on screen: a check that runs again is running, what is left to people does not apply where its `when` is false, and a question
 * whose fact another step has seen already is known.
 */
export function statusOf(world: World, id: string): ShownStatus {
  const known = statusesOf(world);
  const kept = known.get(id);
  if (kept !== undefined) return kept;
  const status = findStatus(world, id);
  known.set(id, status);
  return status;
}

const statusesOf = perSnapshot(() => new Map<string, ShownStatus>());

function findStatus(world: World, id: string): ShownStatus {
  if (world.snapshot.running.some(({ step }) => step === id)) return 'running';
  const state = stateOf(world, id);
  if (state === undefined || state.status !== 'pending' || isAutomatic(world, id)) return state?.status ?? 'pending';
  if (factsOf(world).inapplicable.has(id)) return 'not-applicable';
  if (state.kind === 'check') return 'pending';
  return knownOf(world, id) === undefined ? 'pending' : 'known';
}

/** What another step has seen of the fact that a question or action asks for, where that tells anything; a check's word goes first. */
export function knownOf(world: World, id: string): Sighting | undefined {
  const step = findStep(world, id);
  return step === undefined ? undefined : knownBy(factsOf(world).telling.get(step.observes ?? '') ?? [], step);
}

/** Whether a check that runs by itself still has to say something. */
export function isChecking(world: World, id: string): boolean {
  const status = statusOf(world, id);
  return status === 'running' || (status === 'pending' && isAutomatic(world, id));
}

/** The checks that run by themselves, and how many of them are through. */
export const checkCount = perSnapshot((world): { readonly done: number; readonly all: number } => {
  const checks = stepsOf(world.runbook).filter(({ id }) => isAutomatic(world, id));
  return { done: checks.filter(({ id }) => !isChecking(world, id)).length, all: checks.length };
});

function isAutomatic(world: World, id: string): boolean {
  return stateOf(world, id)?.kind === 'check' && findStep(world, id)?.risk !== 'write';
}

/** What steps have seen that tells something, by the observation, and the steps that do not apply. */
type Facts = {
  readonly telling: ReadonlyMap<string, readonly Sighting[]>;
  readonly inapplicable: ReadonlySet<string>;
};

/** Every row of a frame asks for these, and they change with the state alone. */
const factsOfStates = new WeakMap<IncidentState, Facts>();

function factsOf({ runbook, snapshot: { state } }: World): Facts {
  const kept = factsOfStates.get(state);
  if (kept !== undefined) return kept;
  const facts = findFacts(runbook, state);
  factsOfStates.set(state, facts);
  return facts;
}

function findFacts(runbook: Runbook, state: IncidentState): Facts {
  const bindings = bindingsOf(runbook, state);
  return {
    telling: groupByObservation(tellingSightings(runbook, state)),
    inapplicable: new Set(
      stepsOf(runbook)
        .filter((step) => !applies(step, bindings))
        .map(({ id }) => id),
    ),
  };
}
