import { fieldOf, fieldsOfName, keep } from '../log-event.ts';
import { numberOf } from '../value-text.ts';
import { createKeyReader, fieldsOfKey, parseKey } from './key.ts';
import { addToSample, createSample, mergeSamples, type Sample, tellSample, toHistogram } from './percentiles/sample.ts';
import type { Question } from './question.ts';
import { sayUnkeyed } from './unkeyed.ts';
import { brief, countOf } from './wording.ts';

/** `of` is the field with the numbers, `by` a key whose values are told apart. */
export type Percentiles = { readonly of: string; readonly by?: string | undefined };

/**
 * Samples by group; `n` numbers in all, and the events left out: without a value, with one that is no number, without a
 * key.
 */
export type PercentilesState = {
  n: number;
  missing: number;
  notNumbers: number;
  unkeyed: number;
  isHistogram: boolean;
  /** Beyond the limit of groups they are no longer told apart. */
  isOneGroup: boolean;
  groups: Map<string, Sample>;
};

type Limits = { readonly values: number; readonly groups: number };

const defaults: Limits = { values: 1_000_000, groups: 1000 };
const maxRows = 200;

/**
 * Smallest, largest, mean and percentiles (nearest rank) of a field, in all and by group. Facts are those of all events
 * with a number; `exact` is false beyond a million numbers, where percentiles and mean are within 0.1 %. `missing`
 * events have no value, `not_numbers` one that is none, `unkeyed` ones no group. Beyond 1,000 groups they are not told
 * apart.
 */
export function createPercentiles({ of, by }: Percentiles, limits = defaults): Question<PercentilesState> {
  const key = by === undefined ? undefined : parseKey(by);
  const readKey = key === undefined ? () => '' : createKeyReader(key);
  return {
    fields: [...fieldsOfName(of), ...(key === undefined ? [] : fieldsOfKey(key))],
    start: () => ({
      n: 0,
      missing: 0,
      notNumbers: 0,
      unkeyed: 0,
      isHistogram: false,
      isOneGroup: false,
      groups: new Map(),
    }),
    add: (state, event) => {
      const found = fieldOf(event.fields, of);
      if (found === undefined || found === null || found === '') {
        state.missing += 1;
        return;
      }
      const value = numberOf(found);
      if (!Number.isFinite(value)) {
        state.notNumbers += 1;
        return;
      }
      const group = readKey(event);
      if (group === undefined) {
        state.unkeyed += 1;
        return;
      }
      state.n += 1;
      addToSample(groupOf(state, state.isOneGroup ? '' : group), value, found);
      bound(state, limits);
    },
    merge: (into, from) => {
      into.n += from.n;
      into.missing += from.missing;
      into.notNumbers += from.notNumbers;
      into.unkeyed += from.unkeyed;
      if (from.isHistogram) useHistograms(into);
      if (from.isOneGroup) joinGroups(into);
      for (const [group, sample] of from.groups) mergeSamples(groupOf(into, into.isOneGroup ? '' : group), sample);
      bound(into, limits);
      return into;
    },
    finish: (state) => finish(state, { of, by }),
  };
}

function groupOf(state: PercentilesState, group: string): Sample {
  let sample = state.groups.get(group);
  if (sample === undefined) {
    sample = createSample(state.isHistogram);
    state.groups.set(keep(group), sample);
  }
  return sample;
}

function bound(state: PercentilesState, limits: Limits): void {
  if (state.n > limits.values) useHistograms(state);
  if (state.groups.size > limits.groups) joinGroups(state);
}

function useHistograms(state: PercentilesState): void {
  if (state.isHistogram) return;
  state.isHistogram = true;
  for (const sample of state.groups.values()) toHistogram(sample);
}

function joinGroups(state: PercentilesState): void {
  if (state.isOneGroup) return;
  state.isOneGroup = true;
  const all = allOf(state);
  state.groups = new Map(all.n === 0 ? [] : [['', all]]);
}

/** Groups in a fixed order, so that equal numbers meet in the same way. */
function allOf(state: PercentilesState): Sample {
  const all = createSample(state.isHistogram);
  for (const sample of state.groups.values()) mergeSamples(all, sample);
  return all;
}

function finish(state: PercentilesState, { of, by }: Percentiles): ReturnType<Question<PercentilesState>['finish']> {
  const { n, missing, notNumbers, unkeyed, isHistogram, isOneGroup } = state;
  const counts = { missing, not_numbers: notNumbers, unkeyed, exact: !isHistogram };
  const all = n === 0 ? undefined : tellSample(allOf(state));
  const groups =
    by === undefined || isOneGroup
      ? []
      : [...state.groups].map(([group, sample]) => ({ group, ...tellSample(sample) }));
  groups.sort((a, b) => b.n - a.n || (a.group < b.group ? -1 : 1));
  const rows = by === undefined || isOneGroup ? (all === undefined ? [] : [all]) : groups.slice(0, maxRows);
  return {
    facts: { ...(all ?? nothing), ...counts, groups: by === undefined || isOneGroup ? null : groups.length },
    rows,
    refs: [],
    say: [
      all === undefined
        ? sayNothing(state, { of, by })
        : `${of} of ${countOf(n, 'event')}: half up to ${short(all.p50)}, 95 % up to ${short(all.p95)}, at most ${short(all.max)} (nearest rank${isHistogram ? ' of a histogram, within 0.1 %' : ''})`,
      ...sayGroups({ groups, by, isOneGroup }),
      ...(missing + notNumbers === 0 || (all === undefined && notNumbers === 0)
        ? []
        : [`${countOf(missing + notNumbers, 'event')} without a number`]),
    ].join('; '),
    pictures: [],
  };
}

function sayNothing({ missing, notNumbers, unkeyed }: PercentilesState, { of, by }: Percentiles): string {
  const numberless = missing + notNumbers;
  if (by !== undefined && unkeyed > 0) return sayUnkeyed(by, unkeyed, numberless > 0 ? ` with a number as ${of}` : '');
  return notNumbers > 0 ? `no event has a number as ${of}` : sayUnkeyed(of, missing);
}

const nothing = { n: 0, min: null, p50: null, p90: null, p95: null, p99: null, max: null, mean: null };

function sayGroups(of: {
  readonly groups: readonly { readonly group: string; readonly p95: number | string }[];
  readonly by: string | undefined;
  readonly isOneGroup: boolean;
}): readonly string[] {
  const { groups, by, isOneGroup } = of;
  if (isOneGroup) return [`${by} has too many values to tell apart`];
  if (groups.length < 2) return [];
  const [first, ...rest] = groups;
  const slowest = rest.reduce(
    (worst, group) => (Number(group.p95) > Number(worst.p95) ? group : worst),
    first as (typeof groups)[number],
  );
  return [`largest for ${by} ${brief(slowest.group)} (95 % up to ${short(slowest.p95)})`];
}

function short(value: number | string): string {
  return typeof value === 'string' ? value : String(Number(value.toPrecision(4)));
}
