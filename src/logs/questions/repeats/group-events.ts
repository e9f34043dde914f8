import { compareMarks } from '../earliest.ts';
import type { Arrivals } from './arrivals.ts';

/** The kept events of each key in order of time. A counting sort by key leaves only short runs to sort. */
export function* groupEvents(
  arrivals: Arrivals,
  atLeast = 1,
): Generator<{ readonly index: number; readonly events: Uint32Array }> {
  const keyCount = arrivals.names.size;
  const ends = new Uint32Array(keyCount);
  for (let event = 0; event < arrivals.size; event++) {
    const key = arrivals.keys.values[event] ?? 0;
    ends[key] = (ends[key] ?? 0) + 1;
  }
  let end = 0;
  for (let key = 0; key < keyCount; key++) {
    const length = ends[key] ?? 0;
    ends[key] = end;
    end += length;
  }
  const order = new Uint32Array(arrivals.size);
  for (let event = 0; event < arrivals.size; event++) {
    const key = arrivals.keys.values[event] ?? 0;
    const place = ends[key] ?? 0;
    order[place] = event;
    ends[key] = place + 1;
  }
  let begin = 0;
  for (let index = 0; index < keyCount; index++) {
    const until = ends[index] ?? begin;
    if (until - begin >= atLeast) {
      yield { index, events: inTime(arrivals, order.subarray(begin, until)) };
    }
    begin = until;
  }
}

/** Puts events in order of time, in which they mostly are already. */
function inTime({ times, refs }: Arrivals, events: Uint32Array): Uint32Array {
  const compare = (a: number, b: number) =>
    compareMarks(
      { at: times.values[a] ?? Number.NaN, ref: refs.values[a] ?? 0 },
      { at: times.values[b] ?? Number.NaN, ref: refs.values[b] ?? 0 },
    );
  for (let place = 1; place < events.length; place++)
    if (compare(events[place - 1] ?? 0, events[place] ?? 0) > 0) return events.sort(compare);
  return events;
}
