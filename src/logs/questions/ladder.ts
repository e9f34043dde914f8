import type { Ladder as LadderPicture } from '../../plot/picture.ts';
import { findRecord, isSampled, type KeysState, recordsOf } from './keys.ts';
import { type Change, type Counts, type Rung, toRung } from './ladder/rung.ts';
import type { QuestionAnswer } from './question.ts';
import { hasNoKey, sayUnkeyed } from './unkeyed.ts';
import { countOf, grouped } from './wording.ts';

/** A place that requests pass, in their order, and the keys that its log holds, by the key `by` of its events. */
export type Hop = { readonly title: string; readonly keys: KeysState; readonly by?: string | undefined };

/** `ids` are those to follow, all that any hop has seen when left out. */
export type Ladder = { readonly hops: readonly Hop[]; readonly ids?: readonly string[] | undefined };

/**
 * The same ids counted at each hop, to find the first one where the count changes. Facts: `ids`, `widens_at` (the first
 * hop that has more lines of an id than the hop before, as 1 becomes 3) with `widens_from` and `widens_to` lines,
 * `narrows_at` (the first that lacks ids of the hop before, as 15 become 8) with `narrows_from` and `narrows_to` ids,
 * `adds_at` (the first that has ids which the hop before lacks) with how many were `added`, null where none does. Given
 * ids count as the rung before the first hop. Rows are the hops with the ids `lost`, `added` and `multiplied`. Logs of more than a million keys are compared on the same `sample` of them.
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
  const adds = rungs.find(({ added }) => added.n > 0);
  const above = narrows === undefined ? 0 : (rungs[rungs.indexOf(narrows) - 1]?.ids ?? n);
  const narrowed = narrows === undefined ? undefined : { from: above, to: above - narrows.lost.n };
  const sample = 2 ** level;
  return {
    facts: {
      ids: n,
      widens_at: widens?.title ?? null,
      widens_from: widens?.widened.from ?? null,
      widens_to: widens?.widened.to ?? null,
      narrows_at: narrows?.title ?? null,
      narrows_from: narrowed?.from ?? null,
      narrows_to: narrowed?.to ?? null,
      adds_at: adds?.title ?? null,
      added: adds?.added.n ?? null,
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
    say: [
      `${say({ n, rungs, widens, narrows, narrowed, adds })}${sample === 1 ? '' : ` (a sample of 1 id in ${sample})`}`,
      ...hops.flatMap(sayNoKey),
    ].join('; '),
    pictures:
      rungs.length === 0
        ? []
        : [
            {
              kind: 'ladder',
              title: 'Count ladder',
              hops: rungs.map(toHop),
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

function sayNoKey({ title, keys, by }: Hop): readonly string[] {
  return by !== undefined && hasNoKey(keys) ? [sayUnkeyed(by, keys.unkeyed, ` ${placeOf(title)}`)] : [];
}

/** A hop of the picture: which ids went and came is told where the totals do not show it. */
function toHop({ title, ids, lines, lost, added }: Rung, index: number): LadderPicture['hops'][number] {
  // Totals alone would show new ids as more of the old.
  const isHidden = added.n > 0 || (lost.n > 0 && index === 0);
  return { title, ids, lines, ...(isHidden ? { lost: lost.n, added: added.n } : {}) };
}

function say(of: {
  readonly n: number;
  readonly rungs: readonly Rung[];
  readonly widens: Rung | undefined;
  readonly narrows: Rung | undefined;
  readonly narrowed: Change | undefined;
  readonly adds: Rung | undefined;
}): string {
  const { n, rungs, widens, narrows, narrowed, adds } = of;
  if (n === 0) return 'no hop has seen an id';
  const parts = [
    ...(widens === undefined ? [] : [sayChange(widens.widened, 'line', widens.title)]),
    ...(narrows === undefined || narrowed === undefined ? [] : [sayLost(narrows, narrowed)]),
    ...(adds === undefined
      ? []
      : [
          `${countOf(adds.added.n, 'id')} ${placeOf(adds.title)} ${isOrAre(adds.added.n)} not ${placeOf(rungs[rungs.indexOf(adds) - 1]?.title ?? '')}`,
        ]),
  ];
  if (parts.length > 0) return parts.join('; ');
  const thins = rungs.find(({ thinned }) => thinned.from > 0);
  if (thins !== undefined) return sayChange(thins.thinned, 'line', thins.title);
  return `${countOf(n, 'id')} ${n === 1 ? 'passes' : 'pass'} all ${countOf(rungs.length, 'hop')} unchanged`;
}

function sayChange({ from, to }: Change, what: string, title: string): string {
  return `${countOf(from, what)} ${from === 1 ? 'becomes' : 'become'} ${grouped(to)} ${placeOf(title)}`;
}

/** Where ids also come in, there are not as few as are left of those before. */
function sayLost({ title, lost, added }: Rung, narrowed: Change): string {
  if (added.n === 0) return sayChange(narrowed, 'id', title);
  return `${grouped(lost.n)} of ${countOf(narrowed.from, 'id')} ${isOrAre(lost.n)} not ${placeOf(title)}`;
}

function isOrAre(n: number): string {
  return n === 1 ? 'is' : 'are';
}

/** A hop may be titled as a place already: `at our edge`. */
function placeOf(title: string): string {
  return /^at\b/i.test(title) ? title : `at ${title}`;
}
