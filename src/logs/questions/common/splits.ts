import type { Attribute, Attributes } from './attributes.ts';
import { cutsOf, type Pair } from './cells.ts';
import { bestChance, fisherExact, type Split } from './fisher.ts';

type Named = Split & {
  readonly field: string;
  readonly value: string | null;
  /** Whether the value is one side of a cut through numbers, as `>= 2000`. */
  readonly isCut: boolean;
};

/**
 * A value of a field (null: the field is missing) with its table, Fisher's chance `p` of a split at least as clear,
 * `adjusted` for the `compared` splits, and how much larger the share of the bad is than that of the good.
 */
export type RankedSplit = Named & {
  readonly p: number;
  readonly adjusted: number;
  readonly compared: number;
  readonly difference: number;
};

/** What splits the bad from the good below this chance, after adjusting, sets them apart. */
export const significant = 0.05;

/**
 * All splits, the clearest first, what the bad ones have before what they lack where both set them apart. The chance is adjusted after Tarone (Biometrics 1990): Bonferroni's factor counts
 * only the splits that could be significant at all, so that hundreds of ids seen once do not drown the one field that
 * matters. Values are adjusted for values; cuts through numbers, of which there are many, for cuts and values together.
 */
export function rankSplits(attributes: Attributes, all: Pair): readonly RankedSplit[] {
  const found = [...attributes.fields];
  const values = found.flatMap(([field, attribute]) => valueSplits(field, attribute, all));
  const cuts = found.flatMap(([field, attribute]) => cutSplits(field, attribute, all));
  const chances = values.map(bestChance);
  const forValues = factorOf(chances);
  const forCuts = factorOf([...chances, ...cuts.map(bestChance)]);
  return [...values, ...cuts]
    .map((split) => {
      const p = fisherExact(split);
      const compared = split.isCut ? forCuts : forValues;
      return { ...split, p, adjusted: Math.min(1, p * compared), compared, difference: differenceOf(split) };
    })
    .sort(compareSplits);
}

function valueSplits(field: string, { present, values }: Attribute, all: Pair): readonly Named[] {
  const missing = { bad: all.bad - present.bad, good: all.good - present.good };
  const found: [string | null, Pair][] = [...(values ?? [])];
  if (missing.bad + missing.good > 0) found.push([null, missing]);
  return found
    .filter(([, pair]) => pair.bad + pair.good < all.bad + all.good)
    .map(([value, pair]) => ({ field, value, isCut: false, ...toSplit(pair, all) }));
}

/** The side of each cut that more of the bad are on. */
function cutSplits(field: string, { present, values, cells }: Attribute, all: Pair): readonly Named[] {
  return cutsOf(values ?? cells ?? new Map()).map(({ from, bad, good }) => {
    const above = { field, value: `>= ${from}`, isCut: true, ...toSplit({ bad, good }, all) };
    if (differenceOf(above) >= 0) return above;
    const below = { bad: present.bad - bad, good: present.good - good };
    return { field, value: `< ${from}`, isCut: true, ...toSplit(below, all) };
  });
}

function toSplit({ bad, good }: Pair, all: Pair): Split {
  return { badWith: bad, badWithout: all.bad - bad, goodWith: good, goodWithout: all.good - good };
}

/** The smallest number that is not below how many splits could be significant after being adjusted by it. */
function factorOf(chances: readonly number[]): number {
  const sorted = [...chances].sort((a, b) => a - b);
  let factor = 1;
  while (factor < sorted.length && countUpTo(sorted, significant / factor) > factor) factor += 1;
  return factor;
}

function countUpTo(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 1) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function differenceOf({ badWith, badWithout, goodWith, goodWithout }: Split): number {
  return badWith / Math.max(1, badWith + badWithout) - goodWith / Math.max(1, goodWith + goodWithout);
}

/** What the bad ones have and the good ones lack leads, then what they lack, then what may be chance. */
function rankOf({ adjusted, difference }: RankedSplit): number {
  if (adjusted > significant) return 2;
  return difference > 0 ? 0 : 1;
}

/** By rank and chance, then what the bad have before what they lack, values before cuts, then by name. */
function compareSplits(a: RankedSplit, b: RankedSplit): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (a.p !== b.p) return a.p - b.p;
  if (a.difference !== b.difference) return b.difference - a.difference;
  if (a.isCut !== b.isCut) return a.isCut ? 1 : -1;
  if (a.field !== b.field) return a.field < b.field ? -1 : 1;
  return (a.value ?? '') < (b.value ?? '') ? -1 : 1;
}
