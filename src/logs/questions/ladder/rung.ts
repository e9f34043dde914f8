import { createTop } from '../top.ts';

/** A hop with what changes there: the ids `lost` and `added` since the hop before, and those `multiplied`, which have more lines. */
export type Rung = {
  readonly title: string;
  readonly ids: number;
  readonly lines: number;
  readonly lost: Some;
  readonly added: Some;
  readonly multiplied: Some;
  /** The lines of ids that have more here than at the hop before, and of those that have fewer. */
  readonly widened: Change;
  readonly thinned: Change;
};

/** How many ids, and the first of them by their text. */
type Some = { readonly n: number; readonly first: readonly string[] };

/** How many there were at the hop before, and are here. */
export type Change = { readonly from: number; readonly to: number };

/** How many lines each id has at a hop; undefined where it has none. Nothing is copied: a hop may have a million ids. */
export type Counts = {
  readonly of: (id: string) => number | undefined;
  readonly all: () => Iterable<{ readonly key: string; readonly n: number }>;
};

const maxIds = 20;

/** Compares a hop with the one before. */
export function toRung(rung: {
  readonly title: string;
  readonly here: Counts;
  readonly before: Counts | undefined;
}): Rung {
  const { title, here, before } = rung;
  const [lost, added, multiplied] = [createSome(), createSome(), createSome()];
  const sums = { ids: 0, lines: 0 };
  const [widened, thinned] = [
    { from: 0, to: 0 },
    { from: 0, to: 0 },
  ];
  for (const { key, n } of here.all()) {
    sums.ids += 1;
    sums.lines += n;
    const above = before?.of(key);
    if (before !== undefined && above === undefined) added.put(key);
    // Given ids have no lines before the first hop.
    if (above === undefined || above === 0 || n === above) continue;
    if (n > above) multiplied.put(key);
    const change = n > above ? widened : thinned;
    change.from += above;
    change.to += n;
  }
  for (const { key } of before?.all() ?? []) if (here.of(key) === undefined) lost.put(key);
  return { title, ...sums, lost: lost.some(), added: added.some(), multiplied: multiplied.some(), widened, thinned };
}

function createSome(): { readonly put: (id: string) => void; readonly some: () => Some } {
  const first = createTop<string>(maxIds, (a, b) => (a < b ? -1 : 1));
  let n = 0;
  return {
    put: (id) => {
      n += 1;
      first.put(id);
    },
    some: () => ({ n, first: first.list() }),
  };
}
