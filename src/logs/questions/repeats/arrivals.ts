import type { LogEvent } from '../../log-event.ts';
import { type Column, counts, doubles, reserve } from '../column.ts';
import {
  addWaiting,
  createKeyTable,
  createWaitingKeys,
  indexOfKey,
  type KeyTable,
  keyAt,
  lookUpWaiting,
  type WaitingKeys,
} from '../key-table.ts';
import { groupEvents } from './group-events.ts';

/**
 * When each key was seen: a column entry for each key (how often, the last time, the coarsest resolution) and for each
 * event (its key, time and place). When there are more events than `limit`, each key keeps its earliest ones only; how
 * many is a function of the counts alone, so that the order of events does not show.
 */
export type Arrivals = {
  readonly names: KeyTable;
  readonly counts: Column<Uint32Array>;
  readonly resolutions: Column<Uint32Array>;
  readonly lastAt: Column<Float64Array>;
  readonly keys: Column<Uint32Array>;
  readonly times: Column<Float64Array>;
  readonly refs: Column<Float64Array>;
  /** The newest events, whose keys have not been looked up yet. */
  readonly waiting: {
    readonly keys: WaitingKeys;
    readonly times: Float64Array;
    readonly refs: Float64Array;
    readonly resolutions: Float64Array;
  };
  /** Whether events are counted only. */
  isCounting: boolean;
  /** Events kept, and events seen. */
  size: number;
  total: number;
};

/** A key with its events in order of time; `isCut` when there were more than those. */
export type KeyArrivals = {
  readonly key: string;
  readonly n: number;
  readonly lastAt: number;
  readonly resolutionMs: number;
  /** The numbers of its events in order of time, and the columns of all events. */
  readonly events: Uint32Array;
  readonly times: Float64Array;
  readonly refs: Float64Array;
  readonly isCut: boolean;
};

const maxWaiting = 512;

/** Nothing has arrived. */
export function createArrivals(): Arrivals {
  return {
    names: createKeyTable(),
    counts: counts(),
    resolutions: counts(),
    lastAt: doubles(),
    keys: counts(),
    times: doubles(),
    refs: doubles(),
    waiting: {
      keys: createWaitingKeys(maxWaiting),
      times: new Float64Array(maxWaiting),
      refs: new Float64Array(maxWaiting),
      resolutions: new Float64Array(maxWaiting),
    },
    isCounting: false,
    size: 0,
    total: 0,
  };
}

/** Puts an event under its key, together with others a little later; true when nothing waits any more. */
export function addArrival(arrivals: Arrivals, key: string, { at, ref, resolutionMs }: LogEvent): boolean {
  const { keys, times, refs, resolutions } = arrivals.waiting;
  times[keys.size] = at;
  refs[keys.size] = ref;
  resolutions[keys.size] = resolutionMs;
  addWaiting(arrivals.names, keys, key);
  if (keys.size < maxWaiting) return false;
  settleArrivals(arrivals);
  return true;
}

/** Puts the events that wait under their keys: only then they are among the others. */
export function settleArrivals(arrivals: Arrivals): void {
  const { keys, times, refs, resolutions } = arrivals.waiting;
  const { size } = keys;
  const indexes = lookUpWaiting(arrivals.names, keys);
  for (let place = 0; place < size; place++) {
    const index = indexes[place] ?? 0;
    const at = times[place] ?? Number.NaN;
    addCount(arrivals, index, { n: 1, lastAt: at, resolutionMs: resolutions[place] ?? 0 });
    if (!arrivals.isCounting) pushEvent(arrivals, { index, at, ref: refs[place] ?? 0 });
  }
}

/** Puts what arrived elsewhere to `into`. */
export function mergeArrivals(into: Arrivals, from: Arrivals): void {
  for (const one of [into, from]) settleArrivals(one);
  const moved = new Uint32Array(from.names.size);
  for (let index = 0; index < moved.length; index++) {
    const target = indexOfKey(into.names, keyAt(from.names, index));
    moved[index] = target;
    addCount(into, target, {
      n: from.counts.values[index] ?? 0,
      lastAt: from.lastAt.values[index] ?? Number.NaN,
      resolutionMs: from.resolutions.values[index] ?? 0,
    });
  }
  if (from.isCounting) countOnly(into);
  for (let event = 0; event < from.size && !into.isCounting; event++) {
    pushEvent(into, {
      index: moved[from.keys.values[event] ?? 0] ?? 0,
      at: from.times.values[event] ?? Number.NaN,
      ref: from.refs.values[event] ?? 0,
    });
  }
}

/** Lets go of the events, and keeps none from now on. */
export function countOnly(arrivals: Arrivals): void {
  arrivals.isCounting = true;
  arrivals.size = 0;
  arrivals.keys.values = new Uint32Array(0);
  arrivals.times.values = new Float64Array(0);
  arrivals.refs.values = new Float64Array(0);
}

/** Cuts what is kept to at most half of `limit`, when there was more than `limit`. */
export function trimArrivals(arrivals: Arrivals, limit: number): void {
  if (arrivals.total <= limit || arrivals.isCounting) return;
  const most = lengthFor(arrivals, limit / 2);
  const { keys, times, refs } = arrivals;
  const before = { times: times.values.slice(0, arrivals.size), refs: refs.values.slice(0, arrivals.size) };
  const all = { ...arrivals, times: { values: before.times }, refs: { values: before.refs } };
  let size = 0;
  for (const { index, events } of groupEvents(all)) {
    for (const event of events.subarray(0, most)) {
      keys.values[size] = index;
      times.values[size] = before.times[event] ?? Number.NaN;
      refs.values[size] = before.refs[event] ?? 0;
      size += 1;
    }
  }
  arrivals.size = size;
}

/** Each key that was seen at least twice, with its events. */
export function* repeatedArrivals(arrivals: Arrivals): Generator<KeyArrivals> {
  for (const { index, events } of groupEvents(arrivals, 2)) {
    const n = arrivals.counts.values[index] ?? 0;
    yield {
      key: keyAt(arrivals.names, index),
      n,
      lastAt: arrivals.lastAt.values[index] ?? Number.NaN,
      resolutionMs: arrivals.resolutions.values[index] ?? 0,
      events,
      times: arrivals.times.values,
      refs: arrivals.refs.values,
      isCut: events.length < n,
    };
  }
}

function addCount(
  arrivals: Arrivals,
  index: number,
  of: { readonly n: number; readonly lastAt: number; readonly resolutionMs: number },
): void {
  const counts = reserve(arrivals.counts, index + 1);
  const resolutions = reserve(arrivals.resolutions, index + 1);
  const lastAt = reserve(arrivals.lastAt, index + 1);
  const before = counts[index] ?? 0;
  counts[index] = before + of.n;
  if (of.resolutionMs > (resolutions[index] ?? 0)) resolutions[index] = Math.ceil(of.resolutionMs);
  const last = before === 0 ? Number.NaN : (lastAt[index] ?? Number.NaN);
  if (before === 0 || (!(of.lastAt <= last) && !Number.isNaN(of.lastAt))) lastAt[index] = of.lastAt;
  arrivals.total += of.n;
}

function pushEvent(
  arrivals: Arrivals,
  event: { readonly index: number; readonly at: number; readonly ref: number },
): void {
  const { size } = arrivals;
  reserve(arrivals.keys, size + 1)[size] = event.index;
  reserve(arrivals.times, size + 1)[size] = event.at;
  reserve(arrivals.refs, size + 1)[size] = event.ref;
  arrivals.size = size + 1;
}

/** The largest power of two so that all keys together keep no more than `room` events. */
function lengthFor(arrivals: Arrivals, room: number): number {
  let most = 2 ** 31;
  const sizeWith = () => {
    let size = 0;
    for (let index = 0; index < arrivals.names.size; index++)
      size += Math.min(most, arrivals.counts.values[index] ?? 0);
    return size;
  };
  while (most > 2 && sizeWith() > room) most /= 2;
  return most;
}
