import { toRatio } from './decibans.ts';
import type { Ledger } from './ledger.ts';
import type { Trial } from './trial.ts';

/** What one outcome of a step does to a belief: its chance under that belief (0 to 1), the belief after it, and what it tells, in bits. */
export type Branch = { readonly chance: number; readonly belief: readonly number[]; readonly bits: number };

/**
 * What the outcomes of a step would do to a belief in the candidates. `bits` is the Kullback-Leibler divergence of the belief after from the
 * belief before. With P(after) = P(before) · 10^(d/10) / Z, d being the decibans that the outcome moves a candidate by, that is the mean of
 * d after it, in bits, less log2 Z.
 */
export function branchesOf(of: {
  readonly belief: readonly number[];
  readonly ledger: Ledger;
  readonly trial: Trial;
}): readonly Branch[] {
  const { belief, ledger, trial } = of;
  return trial.outcomes.map(({ row, scores }) => {
    const after = new Array<number>(belief.length);
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
      after[place] = weight;
    }
    for (let place = 0; place < after.length; place++) after[place] = (after[place] ?? 0) / total;
    return { chance, belief: after, bits: (moved / total) * bitsPerDeciban - Math.log2(total) };
  });
}

/**
 * Σ P(outcome) · bits: the expected fall of entropy (de Kleer and Williams 1987), which stays above zero where the group discount is in play.
 * It halves with each of `mates`, the other facts of the same group that are known by then: a second look at one log mostly repeats the first.
 */
export function expectedBits(branches: readonly Branch[], mates: number): number {
  return branches.reduce((sum, { chance, bits }) => sum + chance * bits, 0) * 0.5 ** mates;
}

const bitsPerDeciban = Math.log2(10) / 10;
