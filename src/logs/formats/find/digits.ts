import type { Condition } from '../../condition.ts';

/** Whether `=` may compare with a text as a number, or as digits of any kind (`5xx`), so that a line need not hold it as it is. */
export function isNumeric(value: string): boolean {
  return (value.trim() !== '' && !Number.isNaN(Number(value))) || /^\d+x+$/i.test(value);
}

/** The number that a text is beyond doubt; NaN for one that only some take for a number (`0x1f`, `1e3`, ` 7`). */
export function plainNumber(value: string): number {
  return /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
}

/** `5xx` as a regular expression for such digits; undefined for anything else. */
export function anyDigits(value: string): string | undefined {
  const match = /^(\d+)(x+)$/.exec(value);
  return match === null ? undefined : `${match[1]}${'\\d'.repeat(match[2]?.length ?? 0)}`;
}

/**
 * The numbers of so many digits that fulfil a condition, as a regular expression; undefined where the operator is none of
 * `=`, `>`, `>=`, or where no number or every one does.
 */
export function digitsThat({ operator, value }: Condition, digits: number): string | undefined {
  const pattern = operator === '=' && value.length === digits ? anyDigits(value) : undefined;
  const number = plainNumber(value);
  if (pattern !== undefined || Number.isNaN(number)) return pattern;
  if (operator === '=') return padded(number, digits);
  if (operator === '>=') return atLeast(Math.ceil(number), digits);
  return operator === '>' ? atLeast(Math.floor(number) + 1, digits) : undefined;
}

/** The whole numbers of exactly so many digits (leading zeros included) that are `least` or more. */
export function atLeast(least: number, digits: number): string | undefined {
  const text = least <= 0 ? undefined : padded(least, digits);
  if (text === undefined) return undefined;
  // 510: 5[1-9]\d, [6-9]\d\d
  const last = text.length - 1 - (/0*$/.exec(text)?.[0].length ?? 0);
  const choices = [...text.slice(0, last + 1)].flatMap((digit, at) => {
    const from = Number(digit) + (at === last ? 0 : 1);
    return from > 9 ? [] : [`${text.slice(0, at)}[${from}-9]${'\\d'.repeat(digits - 1 - at)}`];
  });
  return choices.join('|');
}

function padded(value: number, digits: number): string | undefined {
  const text = String(value).padStart(digits, '0');
  return /^\d+$/.test(text) && text.length === digits ? text : undefined;
}
