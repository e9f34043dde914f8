import { toRatio } from './decibans.ts';
import type { Ledger } from './ledger.ts';
import type { Trial, TrialOutcome } from './trial.ts';

/** A belief in the candidates of an axis, and a step tried on it. */
type Tried = { readonly belief: readonly number[]; readonly ledger: Ledger; readonly trial: Trial };

/** What one outcome of a step does to a belief: its chance under that belief (0 to 1), and the belief after it. */
export type Branch = { readonly chance: number; readonly belief: readonly number[] };

/** What the outcomes of a step would do to a belief. */
export function branchesOf(tried: Tried): readonly Branch[] {
  return tried.trial.outcomes.map((outcome) => {
    const weights = new Array<number>(tried.belief.length);
    const { chance, total } = tell(tried, outcome, weights);
    return { chance, belief: weights.map((weight) => weight / total) };
  });
}

/**
 * Σ P(outcome) · KL(belief after ‖ belief before), in bits: the expected fall of entropy (de Kleer and Williams 1987), which stays above zero
 * where the group discount is in play. It halves with each of `mates`, the other facts of the same group that are known by then: a second
 * look at one log mostly repeats the first.
 */
export function expectedBits(tried: Tried, mates: number): number {
  let sum = 0;
  for (const outcome of tried.trial.outcomes) {
    const { chance, bits } = tell(tried, outcome);
    sum += chance * bits;
  }
  return sum * 0.5 ** mates;
}

/**
 * With P(after) = P(before) · 10^(d/10) / Z, d being the decibans that the outcome moves a candidate by, the divergence is the mean of d after
 * it, in bits, less log2 Z. `weights` takes P(after) · Z.
 */
function tell(
  { belief, ledger, trial }: Tried,
  { row, scores }: TrialOutcome,
  weights?: number[],
): { readonly chance: number; readonly total: number; readonly bits: number } {
  let chance = 0;
  let total = 0;
  let moved = 0;
  for (let place = 0; place < belief.length; place++) {
    const before = belief[place] ?? 0;
    const db = (scores[place] ?? 0) - (ledger.scores[place] ?? 0);
    const weight = before * toRatio(db);
    chance += before * (trial.trust * (row.chances[place] ?? 0) + (1 - trial.trust) * row.base);
    total += weight;
    moved += weight * db;
    if (weights !== undefined) weights[place] = weight;
  }
  return { chance, total, bits: (moved / total) * bitsPerDeciban - Math.log2(total) };
}

const bitsPerDeciban = Math.log2(10) / 10;
