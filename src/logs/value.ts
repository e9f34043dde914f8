/** A plain value that survives JSON, so that it can stand in the journal. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/**
 * A DuckDB value as a plain one: instants become RFC 3339 UTC text, 64-bit integers and decimals numbers (text where a number
 * would lose digits); a time of day, a date or a length of time is the text that DuckDB has for it. It goes by shape, because loading
 * DuckDB for its classes would cost every start 100 ms.
 */
export function toValue(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  const shape = value as {
    readonly items?: readonly unknown[];
    readonly entries?: object;
    readonly scale?: number;
    readonly tag?: string;
    readonly value?: unknown;
  };
  if (Array.isArray(shape.items)) return shape.items.map(toValue);
  const ms = msOf(value);
  if (ms !== undefined) return Math.abs(ms) <= mostMs ? new Date(ms).toISOString() : String(value);
  if (typeof shape.scale === 'number') return toExactNumber(String(value));
  if (typeof shape.tag === 'string') return toValue(shape.value);
  if (Array.isArray(shape.entries)) {
    const pairs: readonly { readonly key: unknown; readonly value: unknown }[] = shape.entries;
    return Object.fromEntries(pairs.map((pair) => [String(toValue(pair.key)), toValue(pair.value)]));
  }
  if (typeof shape.entries === 'object')
    return Object.fromEntries(Object.entries(shape.entries).map(([name, inner]) => [name, toValue(inner)]));
  return String(value);
}

/** What a `Date` reaches (ECMA-262, 21.4.1.1): there are instants beyond it, and `infinity`. */
const mostMs = 8.64e15;

/** The milliseconds of an instant, whatever it counts in; undefined where a value is none. Only instants and dates can be infinite. */
function msOf(value: unknown): number | undefined {
  if (!('isFinite' in (value as object))) return undefined;
  const { seconds, millis, micros, nanos } = value as { readonly [unit: string]: bigint | undefined };
  if (seconds !== undefined) return Number(seconds) * 1000;
  if (millis !== undefined) return Number(millis);
  if (micros !== undefined) return Number(micros / 1000n);
  return nanos === undefined ? undefined : Number(nanos / 1_000_000n);
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
