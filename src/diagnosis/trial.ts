import type { AxisModel } from './axis-model.ts';
import { toProbabilities } from './decibans.ts';
import type { OpenStep, Sighting } from './diagnosis.ts';
import { createEntry, createGroup, type EvidenceGroup, type Ledger } from './ledger.ts';
import type { OutcomeLikelihood } from './likelihood.ts';
import { expectedQuality, trust } from './quality.ts';

/** What would follow from one outcome of a step: how likely it is now (0 to 1), and the group and the scores after it. */
export type TrialOutcome = {
  readonly row: OutcomeLikelihood;
  readonly sighting: Sighting;
  readonly chance: number;
  readonly group: EvidenceGroup;
  readonly scores: readonly number[];
};

/** A step that could still move an axis, tried in thought, how far its word would be trusted, and how many other facts of its group are known already. */
export type Trial = {
  readonly step: OpenStep;
  readonly trust: number;
  readonly groupMates: number;
  readonly outcomes: readonly TrialOutcome[];
};

/**
 * Tries the open steps that bear on an axis and would add to what is known, each alone. An outcome's chance is
 * Σ P(candidate) · (q·P(outcome | candidate) + (1 − q)·base), "other" included; what was said about it already is set
 * aside in the scores after it, as a check replaces it.
 */
export function tryOpenSteps(input: {
  readonly model: AxisModel;
  readonly ledger: Ledger;
  readonly kept: ReadonlyMap<string, Sighting>;
  readonly open: readonly OpenStep[];
}): readonly Trial[] {
  const { model, ledger, kept, open } = input;
  const probabilities = toProbabilities(ledger.scores);
  const groups = new Map(ledger.groups.map((group) => [group.id, group]));
  return open.flatMap((step) => {
    const bearing = model.bearings.get(step.observation);
    const known = kept.get(step.observation);
    const quality = expectedQuality(step.kind);
    if (!bearing || (known && trust[known.quality] >= trust[quality])) return [];
    const q = trust[quality];
    const before = groups.get(bearing.observation.group);
    const mates = before?.entries.filter((entry) => entry.position !== bearing.position) ?? [];
    const outcomes = [...bearing.likelihood.values()].map((row) => {
      const chance = probabilities.reduce(
        (sum, probability, index) => sum + probability * (q * (row.chances[index] ?? 0) + (1 - q) * row.base),
        0,
      );
      const sighting = { observation: step.observation, outcome: row.outcome, quality, step: step.step, say: '' };
      const group = createGroup(bearing.observation.group, [...mates, createEntry({ sighting, bearing, row })]);
      const scores = ledger.scores.map(
        (score, index) => score - (before?.sumDb[index] ?? 0) + (group.sumDb[index] ?? 0),
      );
      return { row, sighting, chance, group, scores };
    });
    return [{ step, trust: q, groupMates: mates.length, outcomes }];
  });
}
