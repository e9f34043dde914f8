import type { Axis, Observation } from '../runbook/schema.ts';
import { type Candidate, listCandidates } from './candidates.ts';
import { createLikelihood, type Likelihood } from './likelihood.ts';

/** An observation that bears on an axis; `position` is its place in the runbook, which fixes every order below. */
export type Bearing = {
  readonly observation: Observation;
  readonly position: number;
  readonly likelihood: Likelihood;
};

/** An axis made ready for arithmetic: its candidates, and the observations that bear on it by id, in the order of the runbook. */
export type AxisModel = {
  readonly axis: Axis;
  readonly candidates: readonly Candidate[];
  readonly bearings: ReadonlyMap<string, Bearing>;
};

const known = new WeakMap<Axis, { readonly observations: readonly Observation[]; readonly model: AxisModel }>();

/** The model of an axis. It depends on the runbook alone and is asked for after every event: it is made once. */
export function modelOf(axis: Axis, observations: readonly Observation[]): AxisModel {
  const before = known.get(axis);
  if (before?.observations === observations) return before.model;
  const model = createAxisModel(axis, observations);
  known.set(axis, { observations, model });
  return model;
}

function createAxisModel(axis: Axis, observations: readonly Observation[]): AxisModel {
  const candidates = listCandidates(axis);
  const places = new Map(candidates.map(({ evidenceKey }, place) => [evidenceKey, place]));
  const bearings = new Map<string, Bearing>();
  for (const [position, observation] of observations.entries()) {
    const likelihood = createLikelihood(observation, places);
    if (likelihood) bearings.set(observation.id, { observation, position, likelihood });
  }
  return { axis, candidates, bearings };
}
