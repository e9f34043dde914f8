/** A typed array that grows. */
export type Column<T extends Float64Array | Uint32Array> = { values: T };

/** A column of doubles; `n` is how many there is room for at first. */
export function doubles(n = 64): Column<Float64Array> {
  return { values: new Float64Array(n) };
}

/** A column of whole numbers from 0 to 2^32 - 1. */
export function counts(n = 64): Column<Uint32Array> {
  return { values: new Uint32Array(n) };
}

/** The length that a typed array grows to: four times as long copies less than twice would, and what is not used takes no memory. */
export function grownLength(length: number): number {
  return length * 4;
}

/** Makes room for `n` values; growing by a factor keeps the copying in proportion to what is put in. */
export function reserve<T extends Float64Array | Uint32Array>(column: Column<T>, n: number): T {
  const { values } = column;
  if (values.length >= n) return values;
  const grown = new (values.constructor as new (length: number) => T)(Math.max(n, grownLength(values.length)));
  grown.set(values as never);
  column.values = grown;
  return grown;
}
