/** The lowest and highest of some values; null where none of them is a number. */
export type Extent = { readonly low: number; readonly high: number } | null;

/** The extent of values, gaps left out. */
export function extentOf(values: readonly (number | null)[]): Extent {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? { low, high } : null;
}

/** `merge` values as one: the one that lies farthest from the mean of all, so that no peak is lost. */
export function mergeValues(values: readonly (number | null)[], merge: number): readonly (number | null)[] {
  if (merge <= 1) return values;
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const mean = known.reduce((sum, value) => sum + value / known.length, 0);
  return Array.from({ length: Math.ceil(values.length / merge) }, (_, index) => {
    const extent = extentOf(values.slice(index * merge, (index + 1) * merge));
    if (extent === null) return null;
    return mean - extent.low > extent.high - mean ? extent.low : extent.high;
  });
}

/** Values spread or gathered over `columns`: the extent of those that fall on each. */
export function spread(values: readonly (number | null)[], columns: number): readonly Extent[] {
  const n = values.length;
  return Array.from({ length: columns }, (_, column) => {
    if (n <= columns) {
      const nearest = columns === 1 ? 0 : Math.round((column / (columns - 1)) * (n - 1));
      return extentOf(values.slice(nearest, nearest + 1));
    }
    return extentOf(values.slice(Math.floor((column * n) / columns), Math.floor(((column + 1) * n) / columns)));
  });
}
