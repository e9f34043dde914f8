import { findRecord, isSampled, type KeysState, textsOf } from './keys.ts';
import type { QuestionAnswer } from './question.ts';
import { countOf, grouped } from './wording.ts';

/** A place that requests pass, in their order, and the keys that its log holds. */
export type Hop = { readonly title: string; readonly keys: KeysState };

/** `ids` are those to follow, all that any hop has seen when left out. */
export type Ladder = { readonly hops: readonly Hop[]; readonly ids?: readonly string[] | undefined };

type Rung = {
  readonly title: string;
  readonly ids: number;
  readonly lines: number;
  readonly lost: readonly string[];
  readonly added: readonly string[];
  readonly multiplied: readonly string[];
  /** Lines of the multiplied ids at the hop before, and here. */
  readonly from: number;
  readonly to: number;
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
  const followed = [...new Set(ids ?? hops.flatMap(({ keys }) => textsOf(keys)))].filter((id) => isSampled(id, level));
  const given = ids === undefined ? undefined : new Map(followed.map((id) => [id, 0]));
  let before = given;
  const rungs = hops.map(({ title, keys }) => {
    const seen = new Map(followed.flatMap((id) => countIn(keys, id)));
    const rung = toRung({ title, seen, before });
    before = seen;
    return rung;
  });
  const widens = rungs.find(({ multiplied }) => multiplied.length > 0);
  const narrows = rungs.find(({ lost }) => lost.length > 0);
  const above = narrows === undefined ? 0 : (rungs[rungs.indexOf(narrows) - 1]?.ids ?? followed.length);
  const narrowed = narrows === undefined ? undefined : { from: above, to: above - narrows.lost.length };
  return {
    facts: {
      ids: followed.length,
      widens_at: widens?.title ?? null,
      widens_from: widens?.from ?? null,
      widens_to: widens?.to ?? null,
      narrows_at: narrows?.title ?? null,
      narrows_from: narrowed?.from ?? null,
      narrows_to: narrowed?.to ?? null,
      sample: 2 ** level,
    },
    rows: rungs.map(({ title, ids, lines, lost, added, multiplied }) => ({
      hop: title,
      ids,
      lines,
      n_lost: lost.length,
      n_added: added.length,
      n_multiplied: multiplied.length,
      lost: lost.slice(0, maxIds),
      added: added.slice(0, maxIds),
      multiplied: multiplied.slice(0, maxIds),
    })),
    refs: [],
    say: say({ n: followed.length, rungs, widens, narrows, narrowed }),
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

function countIn(keys: KeysState, id: string): readonly (readonly [string, number])[] {
  const record = findRecord(keys, id);
  return record === undefined ? [] : [[id, record.n]];
}

function toRung(of: {
  readonly title: string;
  readonly seen: ReadonlyMap<string, number>;
  readonly before: ReadonlyMap<string, number> | undefined;
}): Rung {
  const { title, seen, before } = of;
  const multiplied = [...seen].filter(([id, n]) => n > (before?.get(id) || Number.POSITIVE_INFINITY)).map(([id]) => id);
  const linesOf = (counts: ReadonlyMap<string, number> | undefined, ids: Iterable<string>) =>
    [...ids].reduce((sum, id) => sum + (counts?.get(id) ?? 0), 0);
  return {
    title,
    ids: seen.size,
    lines: linesOf(seen, seen.keys()),
    lost: [...(before?.keys() ?? [])].filter((id) => !seen.has(id)).sort(),
    added: before === undefined ? [] : [...seen.keys()].filter((id) => !before.has(id)).sort(),
    multiplied: multiplied.sort(),
    from: linesOf(before, multiplied),
    to: linesOf(seen, multiplied),
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
