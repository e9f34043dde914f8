import { findRecord, isSampled, type KeysState, recordsOf } from './keys.ts';
import type { QuestionAnswer } from './question.ts';
import { createTop } from './top.ts';
import { countOf, grouped } from './wording.ts';

/** A place that requests pass, in their order, and the keys that its log holds. */
export type Hop = { readonly title: string; readonly keys: KeysState };

/** `ids` are those to follow, all that any hop has seen when left out. */
export type Ladder = { readonly hops: readonly Hop[]; readonly ids?: readonly string[] | undefined };

type Rung = {
  readonly title: string;
  readonly ids: number;
  readonly lines: number;
  readonly lost: Some;
  readonly added: Some;
  readonly multiplied: Some;
  /** Lines of the multiplied ids at the hop before, and here. */
  readonly from: number;
  readonly to: number;
};

/** How many ids, and the first of them by their text. */
type Some = { readonly n: number; readonly first: readonly string[] };

/** How many lines each id has at a hop; undefined where it has none. Nothing is copied: a hop may have a million ids. */
type Counts = {
  readonly of: (id: string) => number | undefined;
  readonly all: () => Iterable<{ readonly key: string; readonly n: number }>;
};

const maxIds = 20;

/**
 * The same ids counted at each hop, to find the first one where the count changes. Facts: `ids`, `widens_at` (the first
 * hop that has more lines of an id than the hop before, as 1 becomes 3) with `widens_from` and `widens_to` lines,
 * `narrows_at` (the first that lacks ids of the hop before, as 15 become 8) with `narrows_from` and `narrows_to` ids,
 * null where none does. Given ids count as the rung before the first hop. Rows are the hops with the ids `lost`,
 * `added` and `multiplied`. Logs of more than a million keys are compared on the same `sample` of them.
 */
export function ladder({ hops, ids }: Ladder): QuestionAnswer {
  const level = Math.max(0, ...hops.map(({ keys }) => keys.level));
  const given = ids === undefined ? undefined : new Set(ids.filter((id) => isSampled(id, level)));
  const counts = hops.map(({ keys }) => (given === undefined ? countsOf(keys, level) : countsOfIds(keys, given)));
  const rungs = hops.map(({ title }, index) =>
    toRung({
      title,
      here: counts[index] as Counts,
      before: counts[index - 1] ?? (given === undefined ? undefined : noLines(given)),
    }),
  );
  const n = given?.size ?? countAll(counts);
  const widens = rungs.find(({ multiplied }) => multiplied.n > 0);
  const narrows = rungs.find(({ lost }) => lost.n > 0);
  const above = narrows === undefined ? 0 : (rungs[rungs.indexOf(narrows) - 1]?.ids ?? n);
  const narrowed = narrows === undefined ? undefined : { from: above, to: above - narrows.lost.n };
  const sample = 2 ** level;
  return {
    facts: {
      ids: n,
      widens_at: widens?.title ?? null,
      widens_from: widens?.from ?? null,
      widens_to: widens?.to ?? null,
      narrows_at: narrows?.title ?? null,
      narrows_from: narrowed?.from ?? null,
      narrows_to: narrowed?.to ?? null,
      sample,
    },
    rows: rungs.map(({ title, ids, lines, lost, added, multiplied }) => ({
      hop: title,
      ids,
      lines,
      n_lost: lost.n,
      n_added: added.n,
      n_multiplied: multiplied.n,
      lost: lost.first,
      added: added.first,
      multiplied: multiplied.first,
    })),
    refs: [],
    say: `${say({ n, rungs, widens, narrows, narrowed })}${sample === 1 ? '' : ` (a sample of 1 id in ${sample})`}`,
    pictures:
      rungs.length === 0
        ? []
        : [
            {
              kind: 'ladder',
              title: 'Count ladder',
              hops: rungs.map(({ title, ids, lines }) => ({ title, ids, lines })),
            },
          ],
  };
}

function countsOf(keys: KeysState, level: number): Counts {
  return {
    of: (id) => findRecord(keys, id)?.n,
    all: function* () {
      for (const record of recordsOf(keys)) if (isSampled(record.key, level)) yield record;
    },
  };
}

function countsOfIds(keys: KeysState, ids: ReadonlySet<string>): Counts {
  return {
    of: (id) => findRecord(keys, id)?.n,
    all: function* () {
      for (const id of ids) {
        const record = findRecord(keys, id);
        if (record !== undefined) yield record;
      }
    },
  };
}

function noLines(ids: ReadonlySet<string>): Counts {
  return {
    of: (id) => (ids.has(id) ? 0 : undefined),
    all: function* () {
      for (const key of ids) yield { key, n: 0 };
    },
  };
}

/** The ids that any hop has seen. */
function countAll(hops: readonly Counts[]): number {
  let n = 0;
  for (const [index, hop] of hops.entries()) {
    const above = hops.slice(0, index);
    for (const { key } of hop.all()) if (above.every(({ of }) => of(key) === undefined)) n += 1;
  }
  return n;
}

function toRung(rung: { readonly title: string; readonly here: Counts; readonly before: Counts | undefined }): Rung {
  const { title, here, before } = rung;
  const [lost, added, multiplied] = [createSome(), createSome(), createSome()];
  const sums = { ids: 0, lines: 0, from: 0, to: 0 };
  for (const { key, n } of here.all()) {
    sums.ids += 1;
    sums.lines += n;
    const above = before?.of(key);
    if (before !== undefined && above === undefined) added.put(key);
    if (above === undefined || above === 0 || n <= above) continue;
    multiplied.put(key);
    sums.from += above;
    sums.to += n;
  }
  for (const { key } of before?.all() ?? []) if (here.of(key) === undefined) lost.put(key);
  return { title, ...sums, lost: lost.some(), added: added.some(), multiplied: multiplied.some() };
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

function say(of: {
  readonly n: number;
  readonly rungs: readonly Rung[];
  readonly widens: Rung | undefined;
  readonly narrows: Rung | undefined;
  readonly narrowed: { readonly from: number; readonly to: number } | undefined;
}): string {
  const { n, rungs, widens, narrows, narrowed } = of;
  if (n === 0) return 'no hop has seen an id';
  const parts = [
    ...(widens === undefined
      ? []
      : [
          `${countOf(widens.from, 'line')} ${widens.from === 1 ? 'becomes' : 'become'} ${grouped(widens.to)} at ${widens.title}`,
        ]),
    ...(narrows === undefined || narrowed === undefined
      ? []
      : [
          `${countOf(narrowed.from, 'id')} ${narrowed.from === 1 ? 'becomes' : 'become'} ${grouped(narrowed.to)} at ${narrows.title}`,
        ]),
  ];
  if (parts.length > 0) return parts.join('; ');
  return `${countOf(n, 'id')} ${n === 1 ? 'passes' : 'pass'} all ${countOf(rungs.length, 'hop')} unchanged`;
}
