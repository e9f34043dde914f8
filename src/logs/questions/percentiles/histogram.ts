/**
 * Counts of numbers in cells that are 1/512 of a power of two wide, so that the middle of a cell is within 0.1 % of
 * everything in it (a log-linear histogram, as HdrHistogram's, made from the upper bits of an IEEE 754 double).
 */
export type Histogram = Map<number, number>;

const bits = new DataView(new ArrayBuffer(8));
// The sign, 11 bits of exponent and 9 of the fraction.
const shift = 11;

/** Counts a number. */
export function addToHistogram(histogram: Histogram, value: number, n = 1): void {
  bits.setFloat64(0, value);
  const cell = bits.getUint32(0) >>> shift;
  histogram.set(cell, (histogram.get(cell) ?? 0) + n);
}

/** Puts the counts of `from` to `into`. */
export function mergeHistograms(into: Histogram, from: Histogram): void {
  for (const [cell, n] of from) into.set(cell, (into.get(cell) ?? 0) + n);
}

/** The middles of the cells in order of size, with their counts. */
export function cellsOf(histogram: Histogram): readonly { readonly value: number; readonly n: number }[] {
  return [...histogram].map(([cell, n]) => ({ value: middleOf(cell), n })).sort((a, b) => a.value - b.value);
}

function middleOf(cell: number): number {
  const from = numberAt(cell, 0);
  return from === 0 ? 0 : (from + numberAt(cell, 0xffff_ffff)) / 2;
}

function numberAt(cell: number, rest: number): number {
  bits.setUint32(0, ((cell << shift) | (rest & ((1 << shift) - 1))) >>> 0);
  bits.setUint32(4, rest);
  return bits.getFloat64(0);
}
