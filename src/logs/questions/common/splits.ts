import type { Attribute, Attributes, Pair } from './attributes.ts';
import { bestChance, fisherExact, type Split } from './fisher.ts';

/**
 * A value of a field (null: the field is missing) with its table, Fisher's chance `p` of a split at least as clear, `adjusted`
 * for all that was compared, and how much larger the share of the bad is than that of the good.
 */
export type RankedSplit = Split & {
  readonly field: string;
  readonly value: string | null;
  readonly p: number;
  readonly adjusted: number;
  readonly difference: number;
};

/** What splits the bad from the good below this chance, after adjusting, sets them apart. */
export const significant = 0.05;

/**
 * All splits, the clearest first. The chance is adjusted after Tarone (Biometrics 1990): Bonferroni's factor counts only the
 * splits that could be significant at all, so that hundreds of ids seen once do not drown the one field that matters.
 */
export function rankSplits(
  attributes: Attributes,
  all: Pair,
): { readonly splits: readonly RankedSplit[]; readonly compared: number } {
  const found = [...attributes.fields].flatMap(([field, attribute]) => splitsOf(field, attribute, all));
  const best = found.map((split) => bestChance(split)).sort((a, b) => a - b);
  let compared = 1;
  while (compared < best.length && countUpTo(best, significant / compared) > compared) compared += 1;
  const splits = found.map((split) => {
    const p = fisherExact(split);
    return { ...split, p, adjusted: Math.min(1, p * compared), difference: differenceOf(split) };
  });
  return { splits: splits.sort(compareSplits), compared };
}

type Named = Split & { readonly field: string; readonly value: string | null };

function splitsOf(field: string, { present, values }: Attribute, all: Pair): readonly Named[] {
  const missing = { bad: all.bad - present.bad, good: all.good - present.good };
  const found: [string | null, Pair][] = [...(values ?? [])];
  if (missing.bad + missing.good > 0) found.push([null, missing]);
  return found
    .filter(([, pair]) => pair.bad + pair.good < all.bad + all.good)
    .map(([value, pair]) => ({
      field,
      value,
      badWith: pair.bad,
      badWithout: all.bad - pair.bad,
      goodWith: pair.good,
      goodWithout: all.good - pair.good,
    }));
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

/** By chance, then what the bad have before what they lack, then by name. */
function compareSplits(a: RankedSplit, b: RankedSplit): number {
  if (a.p !== b.p) return a.p - b.p;
  if (a.difference !== b.difference) return b.difference - a.difference;
  if (a.field !== b.field) return a.field < b.field ? -1 : 1;
  return (a.value ?? '') < (b.value ?? '') ? -1 : 1;
}
