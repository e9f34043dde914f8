/** A plain value that survives JSON, so that it can stand in the journal. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/**
 * A DuckDB value as a plain one: instants become RFC 3339 UTC text, 64-bit integers numbers (text when too large for
 * one). It goes by shape, because loading DuckDB for its classes would cost every start 100 ms.
 */
export function toValue(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  const shape = value as {
    readonly micros?: bigint;
    readonly items?: readonly unknown[];
    readonly entries?: object;
    readonly scale?: number;
  };
  if (Array.isArray(shape.items)) return shape.items.map(toValue);
  if (typeof shape.micros === 'bigint' && !('months' in shape))
    return new Date(Number(shape.micros / 1000n)).toISOString();
  if (typeof shape.scale === 'number') return Number(String(value));
  if (typeof shape.entries === 'object' && !Array.isArray(shape.entries)) {
    return Object.fromEntries(Object.entries(shape.entries).map(([name, inner]) => [name, toValue(inner)]));
  }
  return String(value);
}
