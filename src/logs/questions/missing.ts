import type { Window } from '../window.ts';
import type { KeyRecord } from './key-record.ts';
import { findRecord, isSampled, type KeysState, recordsOf } from './keys.ts';
import type { QuestionAnswer } from './question.ts';
import { createTop } from './top.ts';
import { hasNoKey, sayUnkeyed } from './unkeyed.ts';
import { brief, grouped, renderInstant, renderSpan } from './wording.ts';

/**
 * `wanted` are ids, or the keys of the log that should be complete; `here` are the keys of the log they are looked for
 * in, by its key `by`, of which `isCut` tells that a part was not read. `name` is how the log is told, its title; of it only the `window`
 * was looked at.
 */
export type Missing = {
  readonly wanted: readonly string[] | KeysState;
  readonly here: KeysState;
  readonly name: string;
  readonly by?: string | undefined;
  readonly isCut?: boolean | undefined;
  readonly window?: Window | undefined;
};

const maxRows = 200;
const maxRefs = 8;

/**
 * Which ids of one log never appear in another. Facts: `wanted`, `found`, `n_missing`, and `missing`, the first 200 of
 * them in the order of their time in the other log (then by text). When a log has more than a million keys, both are
 * compared on the same `sample` of them. `refs` are lines of the other log, where the missing ones stand; of ids that were
 * given, those that show that all appear, and none where one is missing: no line shows that.
 */
export function missing({ wanted, here, name, by, isCut = false, window }: Missing): QuestionAnswer {
  const other = isIds(wanted) ? undefined : wanted;
  const level = Math.max(here.level, other?.level ?? 0);
  const lost = createTop<Wanted>(
    maxRows,
    (a, b) => compareTimes(a.record?.firstAt, b.record?.firstAt) || (a.id < b.id ? -1 : 1),
  );
  const refs = createTop<number>(maxRefs, (a, b) => a - b);
  const counts = { wanted: 0, found: 0 };
  for (const one of isIds(wanted) ? idsOf(wanted) : keysOf(wanted)) {
    if (!isSampled(one.id, level)) continue;
    counts.wanted += 1;
    const record = findRecord(here, one.id);
    if (record === undefined) lost.put(one);
    else {
      counts.found += 1;
      if (other === undefined) refs.put(record.ref);
    }
  }
  const first = lost.list();
  const n = counts.wanted - counts.found;
  const sample = 2 ** level;
  const place = window === undefined ? name : `${name} from ${renderSpan(window)}`;
  return {
    facts: { ...counts, n_missing: n, missing: first.map(({ id }) => id), sample },
    rows: first.map(({ id, record }) => ({
      id,
      ...(other === undefined ? {} : { n: record?.n ?? 0, first: renderInstant(record?.firstAt ?? Number.NaN) }),
    })),
    refs: n === 0 ? refs.list() : first.slice(0, maxRefs).flatMap(({ record }) => record?.ref ?? []),
    say: [
      say({ wanted: counts.wanted, n, first: first.map(({ id }) => id), name, place, sample, isCut }),
      ...(by !== undefined && other !== undefined && hasNoKey(other)
        ? [sayUnkeyed(by, other.unkeyed, ' of the other log')]
        : []),
      ...(n > 0 && by !== undefined && hasNoKey(here) ? [sayUnkeyed(by, here.unkeyed, ' there')] : []),
    ].join('; '),
    pictures: [],
  };
}

/** An id that should be there, and what the other log knows of it. */
type Wanted = { readonly id: string; readonly record: KeyRecord | undefined };

function isIds(wanted: Missing['wanted']): wanted is readonly string[] {
  return Array.isArray(wanted);
}

function* idsOf(ids: readonly string[]): Generator<Wanted> {
  for (const id of new Set(ids)) yield { id, record: undefined };
}

function* keysOf(keys: KeysState): Generator<Wanted> {
  for (const record of recordsOf(keys)) yield { id: record.key, record };
}

function compareTimes(a = Number.NaN, b = Number.NaN): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}

function say(of: {
  readonly wanted: number;
  readonly n: number;
  readonly first: readonly string[];
  readonly name: string;
  /** The log, and what of it was looked at. */
  readonly place: string;
  readonly sample: number;
  readonly isCut: boolean;
}): string {
  const { wanted, n, first, name, place, sample, isCut } = of;
  if (wanted === 0) return `there is no id to look for in ${name}`;
  const sampled = sample === 1 ? '' : ` (a sample of 1 id in ${sample})`;
  if (n === 0) return `${wanted === 1 ? 'the id appears' : `all ${grouped(wanted)} ids appear`} in ${place}${sampled}`;
  const told = first.slice(0, 3).map(brief).join(', ');
  const isLost = isCut
    ? `${n === 1 ? 'is' : 'are'} not in what was read of`
    : `never ${n === 1 ? 'appears' : 'appear'} in`;
  return `${grouped(n)} of ${grouped(wanted)} ids ${isLost} ${place}: ${told}${n > 3 ? ', …' : ''}${sampled}`;
}
