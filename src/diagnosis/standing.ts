import type { AxisModel } from './axis-model.ts';
import { other } from './candidates.ts';
import { roundDecibans } from './decibans.ts';
import type { Entry, EvidenceGroup, Ledger } from './ledger.ts';

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
  const weighed = ledger.groups.map((group) => weighGroup(group, { leader, second }));
  return {
    order,
    leader,
    isNamed: model.candidates[leader]?.id !== other,
    leadDb: leadOf(ledger.scores, leader),
    supportGroups: weighed.filter(({ supports }) => supports).length,
    hasCheckedSupport: weighed.some(({ supportIsChecked }) => supportIsChecked),
    checkedAgainst: weighed.flatMap(({ checkedAgainst }) => checkedAgainst),
  };
}

/** The two best candidates by their places, equals in the order of the runbook. */
type Pair = { readonly leader: number; readonly second: number };

/** What a group of evidence says for the leader against the second, and what in it was checked against the leader. */
type WeighedGroup = {
  readonly supports: boolean;
  readonly supportIsChecked: boolean;
  readonly checkedAgainst: readonly Entry[];
};

function weighGroup({ entries, discounts }: EvidenceGroup, { leader, second }: Pair): WeighedGroup {
  const gains = (entry: Entry, rank: number) =>
    ((entry.fullDb[leader] ?? 0) - (entry.fullDb[second] ?? 0)) * (discounts[rank] ?? 0) > settleRule.supportDb;
  const isChecked = ({ sighting }: Entry) => sighting.quality === 'checked';
  return {
    supports: entries.some(gains),
    supportIsChecked: entries.some((entry, rank) => isChecked(entry) && gains(entry, rank)),
    checkedAgainst: entries.filter((entry) => isChecked(entry) && (entry.fullDb[leader] ?? 0) < settleRule.againstDb),
  };
}

/** Whether the standing would settle the axis with one group of the ledger replaced. What the other groups say is weighed once a pair of leaders. */
export function createStandsAfter(
  model: AxisModel,
  ledger: Ledger,
): (after: { readonly group: EvidenceGroup; readonly scores: readonly number[] }) => boolean {
  const tallies = new Map<string, ReadonlyMap<string, WeighedGroup>>();
  const tallyOf = (pair: Pair) => {
    const name = `${pair.leader}/${pair.second}`;
    const tally = tallies.get(name) ?? new Map(ledger.groups.map((group) => [group.id, weighGroup(group, pair)]));
    tallies.set(name, tally);
    return tally;
  };
  return ({ group, scores }) => {
    const pair = findPair(scores);
    if (model.candidates[pair.leader]?.id === other || leadOf(scores, pair.leader) < settleRule.leadDb) return false;
    const weighed = [...new Map(tallyOf(pair)).set(group.id, weighGroup(group, pair)).values()];
    return (
      weighed.filter(({ supports }) => supports).length >= settleRule.groups &&
      weighed.some(({ supportIsChecked }) => supportIsChecked) &&
      weighed.every(({ checkedAgainst }) => checkedAgainst.length === 0)
    );
  };
}

function findPair(scores: readonly number[]): Pair {
  const leader = scores.indexOf(Math.max(...scores));
  let second = -1;
  for (const [place, score] of scores.entries())
    if (place !== leader && (second < 0 || score > (scores[second] ?? score))) second = place;
  return { leader, second };
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
