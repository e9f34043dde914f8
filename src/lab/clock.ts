/** What the parties know of time: milliseconds since 1970 (UTC), and a way to be called later. */
export type Clock = {
  readonly now: () => number;
  /** Calls back once, this many milliseconds from now. */
  readonly after: (ms: number, call: () => void) => void;
};

/** A clock in virtual time: `run` jumps from one planned call to the next until none is left. */
export type VirtualClock = Clock & { readonly run: () => void };

/** Creates a virtual clock. Calls planned for the same millisecond run in the order they were planned. */
export function createVirtualClock(startsAt: number): VirtualClock {
  let now = startsAt;
  let planned = 0;
  const queue: Planned[] = [];
  return {
    now: () => now,
    after: (ms, call) => {
      push(queue, { at: now + Math.max(0, Math.round(ms)), order: planned, call });
      planned += 1;
    },
    run: () => {
      for (let due = pop(queue); due; due = pop(queue)) {
        now = due.at;
        due.call();
      }
    },
  };
}

type Planned = { readonly at: number; readonly order: number; readonly call: () => void };

// A binary heap: the parent of i is (i - 1) >> 1, and no child is due before its parent.
function push(heap: Planned[], item: Planned): void {
  let hole = heap.length;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const above = heap[parent] as Planned;
    if (!isEarlier(item, above)) break;
    heap[hole] = above;
    hole = parent;
  }
  heap[hole] = item;
}

function pop(heap: Planned[]): Planned | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!last || heap.length === 0) return first;
  let hole = 0;
  for (;;) {
    let child = hole * 2 + 1;
    const right = heap[child + 1];
    if (right && isEarlier(right, heap[child] as Planned)) child += 1;
    const below = heap[child];
    if (!below || !isEarlier(below, last)) break;
    heap[hole] = below;
    hole = child;
  }
  heap[hole] = last;
  return first;
}

function isEarlier(one: Planned, other: Planned): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
