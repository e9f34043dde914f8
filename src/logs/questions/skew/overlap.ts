/** A span of numbers, both ends included; one that is open has an infinite end. */
export type Interval = { readonly low: number; readonly high: number };

/**
 * The narrowest interval that lies in the most of the given ones, and in how many: a few wrong ones do not move it (K.
 * Marzullo 1984; the selection step of NTP, RFC 5905 section 11.2.1). Empty ones do not count; undefined when there is
 * no other.
 */
export function mostOverlapped(intervals: readonly Interval[]): (Interval & { readonly n: number }) | undefined {
  const edges = intervals
    .filter(({ low, high }) => low <= high)
    .flatMap(({ low, high }) => [
      { at: low, step: 1 },
      { at: high, step: -1 },
    ]);
  // Where one ends as another begins, they touch: beginnings come first.
  edges.sort((a, b) => (a.at === b.at ? b.step - a.step : a.at < b.at ? -1 : 1));
  let open = 0;
  let best: { readonly low: number; readonly index: number; readonly n: number } | undefined;
  edges.forEach(({ at, step }, index) => {
    open += step;
    if (step === 1 && open > (best?.n ?? 0)) best = { low: at, index, n: open };
  });
  if (best === undefined) return undefined;
  return { low: best.low, high: edges[best.index + 1]?.at ?? Number.POSITIVE_INFINITY, n: best.n };
}
