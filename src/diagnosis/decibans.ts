/** Decibans, ten times the decimal logarithm of a likelihood ratio: Good's and Turing's weight of evidence, which adds. */
export function toDecibans(ratio: number): number {
  return 10 * Math.log10(ratio);
}

/** The likelihood ratio that so many decibans stand for. */
export function toRatio(db: number): number {
  return Math.exp(db * (Math.LN10 / 10));
}

/** To 0.01 dB, far below what anyone can tell apart; never -0. */
export function roundDecibans(db: number): number {
  return Math.round(db * 100) / 100 + 0;
}

/** Scores in decibans as probabilities that sum to one. For entropy and the settle rule only: naive Bayes is too sure of itself to print them. */
export function toProbabilities(scores: readonly number[]): readonly number[] {
  const best = Math.max(...scores);
  const ratios = scores.map((score) => toRatio(score - best));
  const sum = ratios.reduce((total, ratio) => total + ratio, 0);
  return ratios.map((ratio) => ratio / sum);
}
