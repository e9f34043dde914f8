import type { Runbook } from '../runbook/schema.ts';
import { type AxisModel, modelOf } from './axis-model.ts';
import { toDecibans, toRatio } from './decibans.ts';
import type { Quality, Sighting } from './diagnosis.ts';
import { createEntry, createLedger } from './ledger.ts';
import { expectedQuality } from './quality.ts';
import { createStanding, type Standing, stands } from './standing.ts';

/**
 * What a runbook writes about a hypothesis, and what it comes to when a check sees that outcome, in decibans: P(outcome | hypothesis) is
 * normalised over the outcomes of the observation, and a check is trusted to 97 %. `path` is where it is written.
 */
export type WrittenWeight = {
  readonly axis: string;
  readonly hypothesis: string;
  readonly observation: string;
  readonly outcome: string;
  readonly authoredDb: number;
  readonly effectiveDb: number;
  readonly path: readonly (string | number)[];
};

/** All that a runbook writes for or against its hypotheses, in its order. */
export function weighRunbook({ axes, observations }: Pick<Runbook, 'axes' | 'observations'>): readonly WrittenWeight[] {
  return axes.flatMap((axis) => {
    const model = modelOf(axis, observations);
    return [...model.bearings.values()].flatMap((bearing) =>
      [...bearing.likelihood.values()].flatMap((row) => {
        const { authoredDb, fullDb } = createEntry({
          sighting: seen(bearing.observation.id, row.outcome),
          bearing,
          row,
        });
        const place = bearing.observation.outcomes.findIndex(({ id }) => id === row.outcome);
        return model.candidates.flatMap(({ id, evidenceKey }, candidate) =>
          authoredDb[candidate] === 0
            ? []
            : [
                {
                  axis: axis.id,
                  hypothesis: id,
                  observation: bearing.observation.id,
                  outcome: row.outcome,
                  authoredDb: authoredDb[candidate] ?? 0,
                  effectiveDb: fullDb[candidate] ?? 0,
                  path: ['observations', bearing.position, 'outcomes', place, 'evidence', evidenceKey],
                },
              ],
        );
      }),
    );
  });
}

/** Whether a weight says the opposite of what is written, or nothing: the other outcomes of the observation outweigh it. */
export function isFlipped({ authoredDb, effectiveDb }: WrittenWeight): boolean {
  return effectiveDb * Math.sign(authoredDb) <= 0;
}

/** A hypothesis that no outcomes at all could settle, and where it is written. */
export type Unsettleable = {
  readonly axis: string;
  readonly hypothesis: string;
  readonly path: readonly (string | number)[];
};

/**
 * The hypotheses that stay unsettled whatever the steps of the runbook see: even with the outcomes that speak most for them they do not
 * lead by what settles, or only on one group of evidence, or on nothing checked. Looked for by coordinate ascent on the lead.
 */
export function findUnsettleable(runbook: Pick<Runbook, 'axes' | 'observations' | 'phases'>): readonly Unsettleable[] {
  const qualities = qualitiesOf(runbook);
  return runbook.axes.flatMap((axis, a) => {
    const model = modelOf(axis, runbook.observations);
    return axis.hypotheses.flatMap(({ id, never }, place) =>
      never !== undefined || canSettle(model, place, qualities)
        ? []
        : [{ axis: axis.id, hypothesis: id, path: ['axes', a, 'hypotheses', place, 'id'] }],
    );
  });
}

/** How well the best step that observes it will tell each observation. */
function qualitiesOf({ phases }: Pick<Runbook, 'phases'>): ReadonlyMap<string, Quality> {
  const qualities = new Map<string, Quality>();
  for (const step of phases.flatMap(({ steps }) => steps)) {
    if (step.observes === undefined || qualities.get(step.observes) === 'checked') continue;
    const kind = step.ask !== undefined ? 'ask' : step.do !== undefined ? 'do' : 'check';
    qualities.set(step.observes, expectedQuality(kind));
  }
  return qualities;
}

const maxRounds = 6;

function canSettle(model: AxisModel, place: number, qualities: ReadonlyMap<string, Quality>): boolean {
  const kept = new Map<string, Sighting>();
  const worth = () => {
    const ledger = createLedger(model, kept);
    return worthOf(createStanding(model, ledger), oddsOf(ledger.scores, place));
  };
  for (let round = 0; round < maxRounds; round++) {
    for (const { observation, likelihood } of model.bearings.values()) {
      const quality = qualities.get(observation.id);
      if (quality === undefined) continue;
      let best: { readonly sighting: Sighting | undefined; readonly worth: number } | undefined;
      for (const outcome of [undefined, ...likelihood.keys()]) {
        const sighting = outcome === undefined ? undefined : seen(observation.id, outcome, quality);
        put(kept, observation.id, sighting);
        const found = worth();
        if (best === undefined || found > best.worth) best = { sighting, worth: found };
      }
      put(kept, observation.id, best?.sighting);
    }
    const found = createStanding(model, createLedger(model, kept));
    if (found.leader === place && stands(found)) return true;
  }
  return false;
}

/** The odds of a candidate against all others together, in decibans: every fact moves them, while a lead stands still over plateaus. */
function oddsOf(scores: readonly number[], place: number): number {
  const rest = scores.reduce((sum, score, index) => (index === place ? sum : sum + toRatio(score)), 0);
  return (scores[place] ?? 0) - toDecibans(rest);
}

/** How near a standing is to settling: the odds, and in decibans' worth what else the rule asks for. */
function worthOf({ supportGroups, hasCheckedSupport, checkedAgainst }: Standing, oddsDb: number): number {
  return oddsDb + 5 * Math.min(supportGroups, 2) + 5 * Number(hasCheckedSupport) - 20 * checkedAgainst.length;
}

function put(kept: Map<string, Sighting>, observation: string, sighting: Sighting | undefined): void {
  if (sighting === undefined) kept.delete(observation);
  else kept.set(observation, sighting);
}

function seen(observation: string, outcome: string, quality: Quality = 'checked'): Sighting {
  return { observation, outcome, quality, step: observation, say: '' };
}
