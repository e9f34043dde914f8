import type { Condition } from '../condition.ts';

/**
 * What a condition asks for, apart from how a store writes it. `number` compares numbers; `text` compares text; `digits` is
 * a pattern like 5xx: `lead` and then `count` digits; `regex` looks for a regular expression anywhere in the value.
 */
export type ConditionShape =
  | { readonly kind: 'number'; readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>='; readonly value: number }
  | { readonly kind: 'text'; readonly operator: '=' | '!='; readonly value: string }
  | { readonly kind: 'digits'; readonly operator: '=' | '!='; readonly lead: string; readonly count: number }
  | { readonly kind: 'regex'; readonly operator: '~' | '!~'; readonly value: string };

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The shape of a condition, or undefined where a store might see it differently than causebook does: odd spellings of
 * numbers (0x10, Infinity), spaces around them, texts that are the JSON of something else, and what is ordered by digits that no double has.
 */
export function shapeOf(condition: Condition): ConditionShape | undefined {
  const { operator, value } = condition;
  if (operator === '~' || operator === '!~') return { kind: 'regex', operator, value };
  const isNumber = decimal.test(value) && Number.isFinite(Number(value));
  if (operator !== '=' && operator !== '!=') {
    return isNumber && !isLong(value) ? { kind: 'number', operator, value: Number(value) } : undefined;
  }
  if (isNumber) return { kind: 'number', operator, value: Number(value) };
  const digits = /^(\d+)(x+)$/.exec(value);
  if (digits !== null) return { kind: 'digits', operator, lead: digits[1] ?? '', count: (digits[2] ?? '').length };
  const isOdd = !Number.isNaN(Number(value)) || /^[[{"]|^null$|^\s|\s$/.test(value) || !isSendable(value);
  return isOdd ? undefined : { kind: 'text', operator, value };
}

function isLong(value: string): boolean {
  return Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER;
}

/** Whether a text is the same in a store as here: half a surrogate pair, and what stands for broken UTF-8, are not. */
export function isSendable(text: string): boolean {
  return !/[\p{Cs}\ufffd]/u.test(text);
}
