import type { Condition } from '../../condition.ts';
import { anyDigits, atLeast, isNumeric, plainNumber } from './digits.ts';
import { literal } from './literal.ts';

/**
 * Finds JSON lines. A text stands in the line as it is, but for what may be escaped: the `/`, and any character as `\u…`.
 * So each expression also takes every line with such an escape, which may stand in a value or in a key. A number is looked
 * for behind its key, in any way to write it: `500`, `"500"`, `5e2`, and whatever is no plain number at all.
 */
export function findJson(condition: Condition): string | undefined {
  const { operator, value } = condition;
  if (isNumeric(value)) return findNumber(condition);
  // A list or an object may be told as text in a way that the line does not show.
  if (operator !== '=' || /["\\,[\]{}]/.test(value)) return undefined;
  const text = literal(value)?.replaceAll('/', '\\\\?/');
  return text === undefined ? undefined : `${text}|${anyEscape(value)}`;
}

function findNumber({ field, operator, value }: Condition): string | undefined {
  const key = /^(?:.*\.)?([A-Za-z_][\w-]*)$/.exec(field)?.[1];
  // A list has a length that no key of the line tells.
  const plain = key === undefined || key === 'length' ? undefined : plainNumbers(operator, value);
  if (plain === undefined) return undefined;
  const other = '"[^"0-9]|"0|"?\\d[\\d.]*[eE_xX]|"\\d[^"]*[^"\\d.]|[^\\s\\d"-]';
  return `${key}"\\s*:\\s*(?:"?(?:${plain})|${other})|${anyEscape('')}`;
}

/** The beginnings of plain numbers (no sign, no exponent) that may fulfil a condition. */
function plainNumbers(operator: Condition['operator'], value: string): string | undefined {
  const pattern = operator === '=' ? anyDigits(value) : undefined;
  if (pattern !== undefined) return `${pattern}\\b`;
  const number = plainNumber(value);
  if (!(number >= 1 && number < 1e15)) return undefined;
  const whole = Math.floor(number);
  if (operator === '=') return `${whole}\\b`;
  if (operator !== '>' && operator !== '>=') return undefined;
  const digits = String(whole).length;
  return `\\d{${digits + 1}}|${atLeast(whole, digits)}`;
}

function anyEscape(value: string): string {
  return [...value].every((character) => character < '\u0080') ? '\\\\u00' : '\\\\u';
}
