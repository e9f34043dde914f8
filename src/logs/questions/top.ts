/** The first `limit` of what was put in, by an order that is total, however many there were. */
export type Top<T> = { readonly put: (item: T) => void; readonly list: () => readonly T[] };

/** An empty top; it never holds more than twice its limit. */
export function createTop<T>(limit: number, compare: (a: T, b: T) => number): Top<T> {
  const items: T[] = [];
  let last: T | undefined;
  const cut = () => {
    items.sort(compare).splice(limit);
    last = items[limit - 1];
  };
  return {
    put: (item) => {
      if (last !== undefined && compare(item, last) >= 0) return;
      items.push(item);
      if (items.length >= 2 * limit) cut();
    },
    list: () => {
      cut();
      return items;
    },
  };
}
