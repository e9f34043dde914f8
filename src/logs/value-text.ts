/**
 * A field's value as the text that questions compare and group by; undefined where there is nothing: no field, null, or
 * an empty text. Tables hold the same text, so that SQL gives the same groups.
 */
export function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value === '' ? undefined : value;
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? undefined : JSON.stringify(value);
    default:
      return undefined;
  }
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** `decimal` in the syntax of RE2. */
export const decimalPattern = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;

/** The number that a value is, or that its text writes in decimal; NaN where it is none. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && decimal.test(value) ? Number(value) : Number.NaN;
}

const whole = /^[+-]?\d{1,400}$/;

/** `whole` in the syntax of RE2. */
export const wholePattern = String.raw`[+-]?\d{1,400}`;

/** The whole number that a value is, or that its text writes, with all its digits; undefined where it is none. */
export function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && whole.test(value) ? BigInt(value.replace('+', '')) : undefined;
}
