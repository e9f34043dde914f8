import { type Condition, createTest } from '../condition.ts';
import { fieldOf, fieldsOfName } from '../log-event.ts';
import { textOf } from '../value-text.ts';
import { type Attributes, addAttributes, type Limits, maxDepth, mergeAttributes } from './common/attributes.ts';
import type { Pair } from './common/cells.ts';
import { type RankedSplit, rankSplits, significant } from './common/splits.ts';
import { insertMark, type Mark } from './earliest.ts';
import type { Question, QuestionAnswer } from './question.ts';
import { sayUnkeyed } from './unkeyed.ts';
import { brief, countOf, grouped, renderChance } from './wording.ts';

/**
 * `bad` are the conditions that make an event a bad one; `fields` those to compare, all but those of `bad` when left
 * out.
 */
export type Common = { readonly bad: readonly Condition[]; readonly fields?: readonly string[] | undefined };

/** Bad and good events, what they have, the first bad ones, and which fields of the conditions any event had. */
export type CommonState = {
  readonly all: Pair;
  readonly attributes: Attributes;
  readonly marks: Mark[];
  readonly judged: Set<string>;
};

const defaults: Limits = { values: 200, fields: 500, length: 200 };
const maxRows = 50;
const maxMarks = 8;

/**
 * What the bad events have in common that the good ones lack: every value of every field, and its absence, split by bad
 * and good under Fisher's exact test. Facts: `n_bad`, `n_good`, `apart` (whether anything sets them apart), and of the
 * clearest split `field`, `value`, `bad_with`, `good_with`, `p`, `p_adjusted`; `compared` is what the chance is
 * adjusted for. A field with more than 200 values, or a value beyond 200 characters, is an id or a text: only whether
 * it is there counts; `dropped` says how many. Numbers are also cut in two at every place: the value is then `>= 2000`
 * or `< 2000`.
 */
export function createCommon({ bad, fields }: Common, limits = defaults): Question<CommonState> {
  const isBad = createTest(bad);
  const judged = new Set(bad.map(({ field }) => field));
  const wanted = fields === undefined ? undefined : new Set(fields);
  const isWanted = wanted === undefined ? (name: string) => !judged.has(name) : (name: string) => isIn(wanted, name);
  return {
    fields: fields === undefined ? undefined : [...new Set([...fields, ...judged].flatMap(fieldsOfName))],
    start: () => ({
      all: { bad: 0, good: 0 },
      attributes: { fields: new Map(), isCut: false },
      marks: [],
      judged: new Set(),
    }),
    add: (state, event) => {
      const bad = isBad(event);
      if (bad) {
        state.all.bad += 1;
        insertMark(state.marks, { at: event.at, ref: event.ref }, { limit: maxMarks });
      } else state.all.good += 1;
      // That none is bad is told apart from conditions on what is not there.
      if (state.judged.size < judged.size)
        for (const name of judged) if (textOf(fieldOf(event.fields, name)) !== undefined) state.judged.add(name);
      addAttributes(state.attributes, { fields: event.fields, isBad: bad }, { isWanted, limits });
    },
    merge: (into, from) => {
      into.all.bad += from.all.bad;
      into.all.good += from.all.good;
      for (const mark of from.marks) insertMark(into.marks, mark, { limit: maxMarks });
      for (const name of from.judged) into.judged.add(name);
      mergeAttributes(into.attributes, from.attributes, limits);
      return into;
    },
    finish: (state) => finish(state, { judged, wanted }),
  };
}

type Names = { readonly judged: ReadonlySet<string>; readonly wanted: ReadonlySet<string> | undefined };

function finish(state: CommonState, names: Names): QuestionAnswer {
  const { all, attributes, marks } = state;
  const splits = all.bad === 0 || all.good === 0 ? [] : rankSplits(attributes, all);
  const [best] = splits;
  const apart = best !== undefined && best.adjusted <= significant;
  return {
    facts: {
      n_bad: all.bad,
      n_good: all.good,
      apart,
      field: apart ? best.field : null,
      value: apart ? best.value : null,
      bad_with: best === undefined ? null : best.badWith,
      good_with: best === undefined ? null : best.goodWith,
      p: best === undefined ? null : best.p,
      p_adjusted: best === undefined ? null : best.adjusted,
      compared: best?.compared ?? 0,
      fields: attributes.fields.size,
      dropped: [...attributes.fields.values()].filter(({ values }) => values === undefined).length,
    },
    rows: splits.slice(0, maxRows).map((split) => ({
      field: split.field,
      value: split.value,
      bad_with: split.badWith,
      bad: all.bad,
      good_with: split.goodWith,
      good: all.good,
      difference: Number(split.difference.toFixed(4)),
      p: split.p,
      p_adjusted: split.adjusted,
    })),
    refs: marks.map(({ ref }) => ref),
    say: [say(all, { best: apart ? best : undefined }), ...sayAbsent(state, names)].join('; '),
    pictures: [],
  };
}

/** Whether a field is wanted by its name, or as a part of one that is. */
function isIn(wanted: ReadonlySet<string>, name: string): boolean {
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1))
    if (wanted.has(name.slice(0, end))) return true;
  return false;
}

/** Fields that no event has are rather mistyped: of the conditions where none is fulfilled, and of those to compare. */
function sayAbsent({ all, attributes, judged }: CommonState, names: Names): readonly string[] {
  const there = [...attributes.fields.keys()];
  // What lies deeper is not looked at, and beyond so many fields the last ones are left out.
  const isThere = (name: string) =>
    attributes.isCut ||
    name.split('.').length > maxDepth ||
    there.some((one) => one === name || one.startsWith(`${name}.`));
  const absent =
    all.bad === 0
      ? [...names.judged].filter((name) => !judged.has(name))
      : [...(names.wanted ?? [])].filter((name) => !isThere(name));
  return all.bad + all.good === 0 ? [] : absent.map((name) => sayUnkeyed(name, all.bad + all.good));
}

function say(all: Pair, of: { readonly best: RankedSplit | undefined }): string {
  if (all.bad === 0) return `none of ${countOf(all.good, 'event')} is a bad one`;
  if (all.good === 0) return `all ${countOf(all.bad, 'event')} are bad ones: there are no good ones to compare with`;
  const { best } = of;
  if (best === undefined) {
    return `nothing sets the ${countOf(all.bad, 'bad event')} apart from the ${grouped(all.good)} good ones`;
  }
  const having =
    best.value === null ? `no ${best.field}` : `${best.field}${best.isCut ? ' ' : '='}${brief(best.value)}`;
  const { compared } = best;
  const adjusted = compared > 1 ? `, ${renderChance(best.adjusted)} after ${grouped(compared)} comparisons` : '';
  const chance = `p = ${renderChance(best.p)}${adjusted}`.replaceAll('= <', '< ');
  return `${grouped(best.badWith)} of ${grouped(all.bad)} bad ones have ${having}, ${grouped(best.goodWith)} of ${grouped(all.good)} good ones (${chance})`;
}
