import { keep } from '../log-event.ts';

/**
 * What becomes of the pairs of one name: the field of that name (`isFree` where nothing else makes it; else only where its own group, at
 * `at` in a match, took no part; 0 is no group), the stamp, and how their text is read.
 */
export type PairUse = {
  readonly isFree: boolean;
  readonly at: number;
  readonly isStamp: boolean;
  readonly read: (text: string) => unknown;
};

const maxKnown = 5000;

/** Creates what tells the use of a name. Names come again in every line: each is judged once. */
export function createPairUses(judge: (name: string) => PairUse): (name: string) => PairUse {
  const uses = new Map<string, PairUse>();
  return (name) => {
    const known = uses.get(name);
    if (known !== undefined) return known;
    const use = judge(name);
    // Those of a hostile text do not come again, and are not all kept.
    if (uses.size >= maxKnown) uses.clear();
    uses.set(keep(name), use);
    return use;
  };
}
