import { type AxisModel, type Bearing, modelOf } from '../../../src/diagnosis/axis-model.ts';
import { resolveSightings } from '../../../src/diagnosis/contradictions.ts';
import { toRatio } from '../../../src/diagnosis/decibans.ts';
import type { AxisVerdict } from '../../../src/diagnosis/diagnosis.ts';
import { judgeAxis } from '../../../src/diagnosis/judge-axis.ts';
import { openSteps } from '../../../src/incident/diagnose-incident.ts';
import { sightingsOf } from '../../../src/incident/sightings.ts';
import type { Random } from '../../../src/lab/random.ts';
import type { Runbook } from '../../../src/runbook/schema.ts';
import { type Fact, stateOf } from './incident.ts';

/** One word of the scale, in decibans. */
const noiseDb = 5;

/** The verdicts when every weight that the runbook writes is off by a normally distributed error of one word of the scale. */
export function noisyVerdicts(runbook: Runbook, facts: readonly Fact[], random: Random): readonly AxisVerdict[] {
  const state = stateOf(runbook, facts);
  const open = openSteps(runbook, state);
  const { kept } = resolveSightings(runbook.observations, sightingsOf(runbook, state));
  return runbook.axes.map((axis) => {
    const model = disturb(modelOf(axis, runbook.observations), random);
    return judgeAxis({ model, kept, open }).verdict;
  });
}

function disturb(model: AxisModel, random: Random): AxisModel {
  const bearings = [...model.bearings].map(([id, bearing]) => [id, disturbBearing(bearing, random)] as const);
  return { ...model, bearings: new Map(bearings) };
}

/** P(outcome | candidate) from the weights with their errors, normalised as the likelihoods of a runbook are. */
function disturbBearing(bearing: Bearing, random: Random): Bearing {
  const rows = [...bearing.likelihood.values()].map((row) => ({
    ...row,
    chances: row.authoredDb.map((db) =>
      db === 0 ? row.base : Math.min(row.base * toRatio(db + noiseDb * normal(random)), 1),
    ),
  }));
  const sums = (rows[0]?.chances ?? []).map((_, place) =>
    rows.reduce((sum, { chances, base }) => sum + (chances[place] ?? 0) - base, 1),
  );
  const normalised = rows.map((row) => ({
    ...row,
    chances: row.chances.map((chance, place) => chance / (sums[place] ?? 1)),
  }));
  return { ...bearing, likelihood: new Map(normalised.map((row) => [row.outcome, row])) };
}

/** A standard normal deviate (Box and Muller 1958). */
function normal({ float }: Random): number {
  return Math.sqrt(-2 * Math.log(1 - float())) * Math.cos(2 * Math.PI * float());
}
