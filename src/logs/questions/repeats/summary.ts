import { type CountedMark, countMarks } from '../../../plot/count-marks.ts';
import type { Mark } from '../earliest.ts';
import { createTop } from '../top.ts';
import { type Arrivals, type KeyArrivals, repeatedArrivals } from './arrivals.ts';

/**
 * A key that came again: `n` events that take part, `repeats` of them after an earlier one, the gaps between neighbours
 * in milliseconds, the first events that take part, and all that have a time as a picture has them. `isCut` when the key had too many events to look at all gaps.
 */
export type Repeated = {
  readonly key: string;
  readonly n: number;
  readonly repeats: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly gaps: readonly number[];
  readonly minGap: number;
  readonly medianGap: number;
  readonly maxGap: number;
  readonly resolutionMs: number;
  readonly marks: readonly Mark[];
  readonly drawn: readonly CountedMark[];
  readonly isCut: boolean;
};

/**
 * Of the keys seen so far: how many came twice or more (`plural`) and in how many events, how many of those count as
 * repeated, their repeats, and the worst of them in order. `isCut` when a count is a lower bound.
 */
export type Summary = {
  readonly plural: number;
  readonly pluralEvents: number;
  readonly repeated: number;
  readonly repeats: number;
  readonly isCut: boolean;
  readonly top: readonly Repeated[];
};

/** Keys in the table. */
export const maxRows = 200;
const maxGaps = 20;
const maxMarks = 50;
const maxDrawn = 200;

/** No key came again. */
export const noRepeats: Summary = {
  plural: 0,
  pluralEvents: 0,
  repeated: 0,
  repeats: 0,
  isCut: false,
  top: [],
};

/** Looks at all keys that arrived; with `within`, only neighbours at most that many milliseconds apart are repeats. */
export function summarise(arrivals: Arrivals, within: number | undefined): Summary {
  let { plural, pluralEvents, repeated, repeats, isCut } = noRepeats;
  const top = createTop(maxRows, compareRepeated);
  for (const key of repeatedArrivals(arrivals)) {
    plural += 1;
    pluralEvents += key.n;
    if (within !== undefined && key.isCut) isCut = true;
    const found = toRepeated(key, within);
    if (found === undefined) continue;
    repeated += 1;
    repeats += found.repeats;
    top.put(found);
  }
  return { plural, pluralEvents, repeated, repeats, isCut, top: top.list() };
}

/** Puts the summaries of different keys together. */
export function joinSummaries(a: Summary, b: Summary): Summary {
  return {
    plural: a.plural + b.plural,
    pluralEvents: a.pluralEvents + b.pluralEvents,
    repeated: a.repeated + b.repeated,
    repeats: a.repeats + b.repeats,
    isCut: a.isCut || b.isCut,
    top: [...a.top, ...b.top].sort(compareRepeated).slice(0, maxRows),
  };
}

/** Most events first, then the smallest gap, then by the text. */
function compareRepeated(a: Repeated, b: Repeated): number {
  if (a.n !== b.n) return b.n - a.n;
  if (a.minGap !== b.minGap) return a.minGap - b.minGap;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function toRepeated(of: KeyArrivals, within: number | undefined): Repeated | undefined {
  const { key, events, times, refs, isCut, resolutionMs } = of;
  const markAt = (place: number): Mark => {
    const event = events[place] ?? 0;
    return { at: times[event] ?? Number.NaN, ref: refs[event] ?? 0 };
  };
  const gaps: number[] = [];
  // The places of the events that take part, and the last of them.
  const taken: number[] = [];
  let last = -1;
  const take = (place: number) => {
    taken.push(place);
    last = place;
  };
  for (let place = 1; place < events.length; place++) {
    const at = times[events[place] ?? 0] ?? Number.NaN;
    if (Number.isNaN(at)) break;
    const gap = at - (times[events[place - 1] ?? 0] ?? Number.NaN);
    if (within !== undefined && gap > within) continue;
    gaps.push(gap);
    if (last !== place - 1) take(place - 1);
    take(place);
  }
  if (within !== undefined && gaps.length === 0) return undefined;
  const sorted = Float64Array.from(gaps).sort();
  const isAll = within === undefined;
  const marks = isAll
    ? Array.from(events.subarray(0, maxMarks), (_, place) => markAt(place))
    : taken.slice(0, maxMarks).map(markAt);
  return {
    key,
    n: isAll ? of.n : taken.length,
    repeats: isAll ? of.n - 1 : gaps.length,
    firstAt: marks[0]?.at ?? Number.NaN,
    lastAt: isAll ? of.lastAt : markAt(last).at,
    gaps: gaps.slice(0, maxGaps),
    minGap: sorted[0] ?? Number.POSITIVE_INFINITY,
    medianGap: sorted[(sorted.length - 1) >> 1] ?? Number.NaN,
    maxGap: sorted[sorted.length - 1] ?? Number.NaN,
    resolutionMs,
    marks,
    drawn: taken.length > maxMarks ? drawnOf(taken, of) : marks.filter(({ at }) => !Number.isNaN(at)),
    isCut,
  };
}

function drawnOf(taken: readonly number[], { events, times }: KeyArrivals): readonly CountedMark[] {
  const at = Float64Array.from(taken, (place) => times[events[place] ?? 0] ?? Number.NaN);
  return countMarks({ at }, maxDrawn);
}
