import { findRecord, isSampled, type KeysState, textsOf } from './keys.ts';
import type { QuestionAnswer } from './question.ts';
import { brief, grouped, renderInstant } from './wording.ts';

/**
 * `wanted` are ids, or the keys of the log that should be complete; `here` are the keys of the log they are looked for
 * in. `name` is how the log is told, its title.
 */
export type Missing = {
  readonly wanted: readonly string[] | KeysState;
  readonly here: KeysState;
  readonly name: string;
};

const maxRows = 200;

/**
 * Which ids of one log never appear in another. Facts: `wanted`, `found`, `n_missing`, and `missing`, the first 200 of
 * them in the order of their time in the other log (then by text). When a log has more than a million keys, both are
 * compared on the same `sample` of them.
 */
export function missing({ wanted, here, name }: Missing): QuestionAnswer {
  const other = Array.isArray(wanted) ? undefined : (wanted as KeysState);
  const level = Math.max(here.level, other?.level ?? 0);
  const all = other === undefined ? (wanted as readonly string[]) : textsOf(other);
  const ids = [...new Set(all)].filter((id) => isSampled(id, level));
  const lost = ids
    .filter((id) => findRecord(here, id) === undefined)
    .map((id) => ({ id, record: other && findRecord(other, id) }));
  lost.sort((a, b) => compareTimes(a.record?.firstAt, b.record?.firstAt) || (a.id < b.id ? -1 : 1));
  const found = ids.length - lost.length;
  const refs = ids.flatMap((id) => findRecord(here, id)?.ref ?? []);
  return {
    facts: {
      wanted: ids.length,
      found,
      n_missing: lost.length,
      missing: lost.slice(0, maxRows).map(({ id }) => id),
      sample: 2 ** level,
    },
    rows: lost.slice(0, maxRows).map(({ id, record }) => ({
      id,
      ...(other === undefined ? {} : { n: record?.n ?? 0, first: renderInstant(record?.firstAt ?? Number.NaN) }),
    })),
    refs: refs.sort((a, b) => a - b).slice(0, 8),
    say: say({ n: ids.length, lost: lost.map(({ id }) => id), name, sample: 2 ** level }),
    pictures: [],
  };
}

function compareTimes(a = Number.NaN, b = Number.NaN): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}

function say(of: {
  readonly n: number;
  readonly lost: readonly string[];
  readonly name: string;
  readonly sample: number;
}): string {
  const { n, lost, name, sample } = of;
  if (n === 0) return `there is no id to look for in ${name}`;
  const sampled = sample === 1 ? '' : ` (a sample of 1 id in ${sample})`;
  if (lost.length === 0) return `${n === 1 ? 'the id appears' : `all ${grouped(n)} ids appear`} in ${name}${sampled}`;
  const first = lost.slice(0, 3).map(brief).join(', ');
  return `${grouped(lost.length)} of ${grouped(n)} ids never ${lost.length === 1 ? 'appears' : 'appear'} in ${name}: ${first}${lost.length > 3 ? ', …' : ''}${sampled}`;
}
