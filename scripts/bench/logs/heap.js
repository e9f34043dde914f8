/** A binary heap of items, the one with the least key first. */
export function createHeap(keyOf) {
  const items = [];
  const swap = (one, other) => {
    [items[one], items[other]] = [items[other], items[one]];
  };
  const isLess = (one, other) => keyOf(items[one]) < keyOf(items[other]);
  return {
    size: () => items.length,
    least: () => items[0],
    push: (item) => {
      items.push(item);
      for (let at = items.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!isLess(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop: () => {
      const [least] = items;
      const last = items.pop();
      if (items.length === 0) return least;
      items[0] = last;
      for (let at = 0; ; ) {
        const child = [2 * at + 1, 2 * at + 2]
          .filter((one) => one < items.length)
          .reduce((best, one) => (isLess(one, best) ? one : best), at);
        if (child === at) return least;
        swap(at, child);
        at = child;
      }
    },
  };
}
