import type { AxisVerdict, RankedHypothesis } from '../diagnosis/diagnosis.ts';

/** Decibans as points: `+21`, `-4`, `+0.4`. Never a percentage: the arithmetic does not know that much. */
export function renderPoints(db: number): string {
  const rounded = Math.abs(db) < 1 ? Math.round(db * 10) / 10 : Math.round(db);
  return `${rounded < 0 ? '-' : '+'}${Math.abs(rounded)}`;
}

/** The cells of a hypothesis's bar: full from a lead of 10 dB, which settles, down to none at 20 dB behind. */
export function barCells(axis: AxisVerdict, hypothesis: RankedHypothesis, cells: number): number {
  const others = axis.hypotheses.filter(({ id }) => id !== hypothesis.id).map(({ scoreDb }) => scoreDb);
  const lead = others.length === 0 ? 10 : hypothesis.scoreDb - Math.max(...others);
  return Math.max(0, Math.min(cells, Math.round(((lead + 20) / 30) * cells)));
}

/** The state of an axis in words. */
export const axisWords: { readonly [S in AxisVerdict['state']]: string } = {
  settled: 'settled',
  leading: 'leading, not settled',
  open: 'open',
};
