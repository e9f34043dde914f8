import type { EvidenceWord, Observation } from '../runbook/schema.ts';

/** What the words of a runbook are worth in decibans (research/domain.md 4.3). Never infinite: logs and clocks are wrong at times. */
const wordDb = {
  confirms: 20,
  'strongly-for': 10,
  for: 5,
  against: -5,
  'strongly-against': -10,
  'rules-out': -20,
} as const satisfies Record<EvidenceWord, number>;

/** One outcome of an observation: how common it is elsewhere, and per candidate how likely it is and what the runbook says. */
export type OutcomeLikelihood = {
  readonly outcome: string;
  readonly base: number;
  readonly chances: readonly number[];
  readonly authoredDb: readonly number[];
};

/** The informative outcomes of an observation by id, as one axis sees them. */
export type Likelihood = ReadonlyMap<string, OutcomeLikelihood>;

/**
 * P(outcome | candidate) = base · min(ratio, 1/base), normalised over the outcomes of the observation, base rates first.
 * An outcome without evidence ("unknown") is left out: not knowing moves nothing. `places` are those of the candidates by
 * evidence key. `undefined`: the axis is not concerned.
 */
export function createLikelihood(
  observation: Observation,
  places: ReadonlyMap<string, number>,
): Likelihood | undefined {
  const { outcomes } = observation;
  const sumOfBases = outcomes.reduce((sum, { base }) => sum + base, 0);
  const sums = new Array<number>(places.size).fill(1);
  let isConcerned = false;
  const rows = outcomes.filter(isInformative).map((outcome) => {
    const base = outcome.base / sumOfBases;
    const chances = new Array<number>(places.size).fill(base);
    const authoredDb = new Array<number>(places.size).fill(0);
    for (const [key, word] of Object.entries(outcome.evidence)) {
      const place = places.get(key);
      if (place === undefined) continue;
      isConcerned = true;
      const chance = Math.min(base * ratios[word], 1);
      chances[place] = chance;
      authoredDb[place] = wordDb[word];
      sums[place] = (sums[place] ?? 1) + chance - base;
    }
    return { outcome: outcome.id, base, chances, authoredDb };
  });
  if (!isConcerned) return undefined;
  for (const { chances } of rows) {
    for (const [place, sum] of sums.entries()) chances[place] = (chances[place] ?? 0) / sum;
  }
  return new Map(rows.map((row) => [row.outcome, row]));
}

/** Whether an outcome carries evidence for or against anything, on any axis. */
export function isInformative(outcome: Observation['outcomes'][number]): boolean {
  for (const _ in outcome.evidence) return true;
  return false;
}

const ratios = Object.fromEntries(Object.entries(wordDb).map(([word, db]) => [word, 10 ** (db / 10)])) as {
  readonly [Word in EvidenceWord]: number;
};
