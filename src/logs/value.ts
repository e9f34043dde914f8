/** A plain value that survives JSON, so that it can stand in the journal. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/**
 * A DuckDB value as a plain one: instants become RFC 3339 UTC text, 64-bit integers and decimals numbers (text where a number
 * would lose digits). It goes by shape, because loading DuckDB for its classes would cost every start 100 ms.
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
  if (typeof shape.scale === 'number') return toExactNumber(String(value));
  if (typeof shape.entries === 'object' && !Array.isArray(shape.entries)) {
    return Object.fromEntries(Object.entries(shape.entries).map(([name, inner]) => [name, toValue(inner)]));
  }
  return String(value);
}

/** A number where it is exactly that number, else the text: amounts of money and ids lose no digit. */
export function toExactNumber(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) && plainDigits(String(value)) === plainDigits(text) ? value : text;
}

/** 12.50 and 12.5 are one number; exponents are left to be unequal, so that such a number stays the text it was. */
function plainDigits(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
