/** Decibans, ten times the decimal logarithm of a likelihood ratio: Good's and Turing's weight of evidence, which adds. */
export function toDecibans(ratio: number): number {
  return 10 * Math.log10(ratio);
}

/** To 0.01 dB, far below what anyone can tell apart; never -0. */
export function roundDecibans(db: number): number {
  return Math.round(db * 100) / 100 + 0;
}

/** Scores in decibans as probabilities that sum to one. For entropy and the settle rule only: naive Bayes is too sure of itself to print them. */
export function toProbabilities(scores: readonly number[]): readonly number[] {
  const best = Math.max(...scores);
  const ratios = scores.map((score) => Math.exp((score - best) * (Math.LN10 / 10)));
  const sum = ratios.reduce((total, ratio) => total + ratio, 0);
  return ratios.map((ratio) => ratio / sum);
}
