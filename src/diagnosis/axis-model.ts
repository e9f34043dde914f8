import type { Axis, Observation } from '../runbook/schema.ts';
import { type Candidate, listCandidates } from './candidates.ts';
import { createLikelihood, type Likelihood } from './likelihood.ts';

/** An observation that bears on an axis; `position` is its place in the runbook, which fixes every order below. */
export type Bearing = {
  readonly observation: Observation;
  readonly position: number;
  readonly likelihood: Likelihood;
};

/** An axis made ready for arithmetic: its candidates, and the observations that bear on it by id. */
export type AxisModel = {
  readonly axis: Axis;
  readonly candidates: readonly Candidate[];
  readonly bearings: ReadonlyMap<string, Bearing>;
};

/** Prepares an axis for the observations whose ids are in `wanted`, the only ones that are worth the work. */
export function createAxisModel(input: {
  readonly axis: Axis;
  readonly observations: readonly Observation[];
  readonly wanted: ReadonlySet<string>;
}): AxisModel {
  const candidates = listCandidates(input.axis);
  const places = new Map(candidates.map(({ evidenceKey }, place) => [evidenceKey, place]));
  const bearings = new Map<string, Bearing>();
  for (const [position, observation] of input.observations.entries()) {
    if (!input.wanted.has(observation.id)) continue;
    const likelihood = createLikelihood(observation, places);
    if (likelihood) bearings.set(observation.id, { observation, position, likelihood });
  }
  return { axis: input.axis, candidates, bearings };
}
