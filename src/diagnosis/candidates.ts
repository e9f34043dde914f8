import type { Axis } from '../runbook/schema.ts';
import { toDecibans } from './decibans.ts';

/** A hypothesis as the arithmetic sees it; `evidenceKey` is the name under which outcomes word their evidence for it. */
export type Candidate = {
  readonly id: string;
  readonly title: string;
  readonly party: string | undefined;
  readonly evidenceKey: string;
  readonly priorDb: number;
};

/** The id of "something not on this list", which every axis has as its last candidate. */
export const other = 'other';

/** The hypotheses of an axis in the order of the runbook, then "other". */
export function listCandidates(axis: Axis): readonly Candidate[] {
  const named = axis.hypotheses.map((hypothesis) => ({
    id: hypothesis.id,
    title: hypothesis.title,
    party: hypothesis.party,
    evidenceKey: hypothesis.id,
    priorDb: toDecibans(hypothesis.prior),
  }));
  return [
    ...named,
    {
      id: other,
      title: 'Something not on this list',
      party: undefined,
      evidenceKey: `${axis.id}/${other}`,
      priorDb: toDecibans(axis.other),
    },
  ];
}
