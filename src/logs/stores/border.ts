/** What came with the last stamp of a page, and will come again with the next page, which starts at that stamp. */
export type Border<Stamp> = {
  /** The entries of a page that did not come with the page before, and moves on to its last stamp. */
  readonly pass: <Entry>(
    page: readonly Entry[],
    of: (entry: Entry) => { stamp: Stamp; key: string },
  ) => readonly Entry[];
  /** How many entries the next page will bring again. */
  readonly held: () => number;
};

/**
 * Pages by stamp, where many entries may share one: the next page starts at the last stamp of this one, inclusive, and what
 * was there already is left out. Equal entries are counted, not merged. Pages come in the order of their stamps.
 */
export function createBorder<Stamp extends string | bigint>(): Border<Stamp> {
  let stamp: Stamp | undefined;
  let seen = new Map<string, number>();
  return {
    pass: (page, of) => {
      const again = new Map(seen);
      const fresh = page.filter((entry) => {
        const { stamp: at, key } = of(entry);
        const left = at === stamp ? (again.get(key) ?? 0) : 0;
        if (left > 0) again.set(key, left - 1);
        return left === 0;
      });
      const last = page.at(-1);
      if (last === undefined) return fresh;
      const next = of(last).stamp;
      if (next !== stamp) seen = new Map();
      const counts = new Map<string, number>();
      for (const entry of page) {
        const { stamp: at, key } = of(entry);
        if (at === next) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      for (const [key, count] of counts) seen.set(key, Math.max(count, seen.get(key) ?? 0));
      stamp = next;
      return fresh;
    },
    held: () => [...seen.values()].reduce((sum, count) => sum + count, 0),
  };
}
