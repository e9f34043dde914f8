import type { AxisModel } from './axis-model.ts';
import { other } from './candidates.ts';
import { roundDecibans } from './decibans.ts';
import type { Entry, Ledger } from './ledger.ts';

/** Who leads an axis, by how much, and on what: the facts that the settle rule asks for. Candidates are places in the list. */
export type Standing = {
  readonly order: readonly number[];
  readonly leader: number;
  readonly isNamed: boolean;
  readonly leadDb: number;
  readonly supportGroups: number;
  readonly hasCheckedSupport: boolean;
  readonly checkedAgainst: readonly Entry[];
};

/** The numbers of the settle rule (research/domain.md 4.6), in decibans but for `groups`. */
export const settleRule = {
  leadDb: 10,
  groups: 2,
  /** Support is what raises the leader against the second by more than the smallest change that people notice. */
  supportDb: 1,
  /** Before the discount: a contradiction inside one log is no weaker for coming second. */
  againstDb: -8,
} as const;

/** Ranks the candidates, equals in the order of the runbook, and weighs what the leader stands on. */
export function createStanding(model: AxisModel, ledger: Ledger): Standing {
  const order = rankCandidates(ledger.scores);
  const [leader = 0, second = 0] = order;
  const supporting = new Set<string>();
  let hasCheckedSupport = false;
  const checkedAgainst: Entry[] = [];
  for (const group of ledger.groups) {
    for (const [rank, entry] of group.entries.entries()) {
      const isChecked = entry.sighting.quality === 'checked';
      const gainDb = ((entry.fullDb[leader] ?? 0) - (entry.fullDb[second] ?? 0)) * (group.discounts[rank] ?? 0);
      if (gainDb > settleRule.supportDb) {
        supporting.add(group.id);
        if (isChecked) hasCheckedSupport = true;
      }
      if (isChecked && (entry.fullDb[leader] ?? 0) < settleRule.againstDb) checkedAgainst.push(entry);
    }
  }
  return {
    order,
    leader,
    isNamed: model.candidates[leader]?.id !== other,
    leadDb: leadOf(ledger.scores, leader),
    supportGroups: supporting.size,
    hasCheckedSupport,
    checkedAgainst,
  };
}

/** Whether the standing alone would settle the axis; what is still open is not looked at here. */
export function stands(standing: Standing): boolean {
  return (
    standing.isNamed &&
    standing.leadDb >= settleRule.leadDb &&
    standing.supportGroups >= settleRule.groups &&
    standing.hasCheckedSupport &&
    standing.checkedAgainst.length === 0
  );
}

function rankCandidates(scores: readonly number[]): readonly number[] {
  return scores.map((_, index) => index).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

/** How far one candidate is ahead of the best of the others, negative when it is behind, in decibans to 0.01. */
export function leadOf(scores: readonly number[], index: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let rival = 0; rival < scores.length; rival++) {
    if (rival !== index) best = Math.max(best, scores[rival] ?? best);
  }
  return roundDecibans((scores[index] ?? 0) - best);
}
