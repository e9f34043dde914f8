import type { Condition } from '../../../src/logs/condition.ts';
import type { Filter } from '../../../src/logs/filter.ts';
import { fieldOf } from '../../../src/logs/log-event.ts';

/** Whether an event passes a filter: what a store's answer is judged by. Written from the filter's own words, and plainly. */
export function passes(
  filter: Filter,
  event: { readonly text: string; readonly atMs: number; readonly fields: { readonly [name: string]: unknown } },
): boolean {
  const { texts, regex, where, window } = filter;
  return (
    (texts.length === 0 || texts.some((text) => event.text.includes(text))) &&
    (regex === undefined || new RegExp(regex, 'u').test(event.text)) &&
    where.every((condition) => fulfils(condition, fieldOf(event.fields, condition.field))) &&
    (window === undefined || (event.atMs >= window.fromMs && event.atMs <= window.toMs))
  );
}

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function fulfils(condition: Condition, found: unknown): boolean {
  const { operator, value } = condition;
  const isNegative = operator === '!=' || operator === '!~';
  if (found === undefined || found === null) return isNegative;
  const text = typeof found === 'object' ? JSON.stringify(found) : String(found);
  const areNumbers = decimal.test(text) && decimal.test(value);
  switch (operator) {
    case '~':
    case '!~':
      return new RegExp(value, 'u').test(text) !== isNegative;
    case '=':
    case '!=': {
      if (areNumbers) return (Number(text) === Number(value)) !== isNegative;
      const pattern = /^\d+x+$/.test(value) ? new RegExp(`^${value.replaceAll('x', '\\d')}$`) : undefined;
      return (pattern === undefined ? text === value : pattern.test(text)) !== isNegative;
    }
    case '<':
      return areNumbers && Number(text) < Number(value);
    case '<=':
      return areNumbers && Number(text) <= Number(value);
    case '>':
      return areNumbers && Number(text) > Number(value);
    case '>=':
      return areNumbers && Number(text) >= Number(value);
  }
}
