import type { AxisModel, Bearing } from './axis-model.ts';
import { toDecibans } from './decibans.ts';
import type { Quality, Sighting } from './diagnosis.ts';
import type { OutcomeLikelihood } from './likelihood.ts';
import { trust } from './quality.ts';

/** What a sighting is worth on one axis: per candidate, before (`fullDb`) the discount of its group. */
export type Entry = {
  readonly sighting: Sighting;
  readonly position: number;
  readonly authoredDb: readonly number[];
  readonly fullDb: readonly number[];
  readonly spreadDb: number;
};

/** The entries of one evidence group, widest spread first, with the discount of each, and what they add up to per candidate. */
export type EvidenceGroup = {
  readonly id: string;
  readonly entries: readonly Entry[];
  readonly discounts: readonly number[];
  readonly sumDb: readonly number[];
};

/** The state of one axis: what was seen, by group, and the score of each candidate in decibans. */
export type Ledger = {
  readonly groups: readonly EvidenceGroup[];
  readonly scores: readonly number[];
};

/** Adds up the kept sightings that bear on an axis: prior + Σ discounted decibans, in the order of the runbook. */
export function createLedger(model: AxisModel, kept: ReadonlyMap<string, Sighting>): Ledger {
  const entriesByGroup = new Map<string, Entry[]>();
  for (const bearing of model.bearings.values()) {
    const sighting = kept.get(bearing.observation.id);
    const row = sighting && bearing.likelihood.get(sighting.outcome);
    if (!sighting || !row) continue;
    const entry = createEntry({ sighting, bearing, row });
    const entries = entriesByGroup.get(bearing.observation.group);
    if (entries) entries.push(entry);
    else entriesByGroup.set(bearing.observation.group, [entry]);
  }
  const groups = [...entriesByGroup].map(([id, entries]) => createGroup(id, entries));
  const scores = model.candidates.map(({ priorDb }, index) =>
    groups.reduce((sum, group) => sum + (group.sumDb[index] ?? 0), priorDb),
  );
  return { groups, scores };
}

/** The decibans of an outcome per candidate: 10·log10(q·P/base + 1 − q), q being the trust in who says so. */
export function createEntry(input: {
  readonly sighting: Sighting;
  readonly bearing: Bearing;
  readonly row: OutcomeLikelihood;
}): Entry {
  const { sighting, bearing, row } = input;
  const { fullDb, spreadDb } = weightOf(row, sighting.quality);
  return { sighting, position: bearing.position, authoredDb: row.authoredDb, fullDb, spreadDb };
}

type Weight = Pick<Entry, 'fullDb' | 'spreadDb'>;

const weights = new WeakMap<OutcomeLikelihood, { [Q in Quality]?: Weight }>();

/** What an outcome weighs depends on the runbook and on who tells it: it is worked out once. */
function weightOf(row: OutcomeLikelihood, quality: Quality): Weight {
  const known = weights.get(row) ?? {};
  weights.set(row, known);
  known[quality] ??= weigh(row, trust[quality]);
  return known[quality];
}

function weigh(row: OutcomeLikelihood, q: number): Weight {
  const fullDb = row.chances.map((chance) => toDecibans((q * chance) / row.base + 1 - q));
  return { fullDb, spreadDb: Math.max(...fullDb) - Math.min(...fullDb) };
}

/** Puts the entries of one group in order and adds them with the discount 1, 1/2, 1/4 …: one log seen twice is not two logs. */
export function createGroup(id: string, entries: readonly Entry[]): EvidenceGroup {
  const sorted = entries.toSorted((a, b) => b.spreadDb - a.spreadDb || a.position - b.position);
  const discounts = sorted.map((_, rank) => 0.5 ** rank);
  const [only] = sorted;
  if (only !== undefined && sorted.length === 1) return { id, entries: sorted, discounts, sumDb: only.fullDb };
  const sumDb = new Array<number>(sorted[0]?.fullDb.length ?? 0).fill(0);
  for (const [rank, { fullDb }] of sorted.entries()) {
    const discount = discounts[rank] ?? 0;
    for (let index = 0; index < sumDb.length; index++)
      sumDb[index] = (sumDb[index] ?? 0) + (fullDb[index] ?? 0) * discount;
  }
  return { id, entries: sorted, discounts, sumDb };
}
