import type { Condition } from '../../condition.ts';
import { shapeOf } from '../condition-shape.ts';
import { toPortable, toPortableSuperset } from '../portable-regex.ts';

/** What the labels begin with that are made for a query alone and are no labels of the stream. */
export const helperLabel = 'causebook_';

/** A stream matcher for a condition on a stream label, or undefined where matchers cannot say it. A stream without the label has it empty. */
export function toMatcher(condition: Condition): string | undefined {
  const shape = shapeOf(condition);
  if (shape === undefined) return undefined;
  if (shape.operator === '!=' && shape.kind !== 'digits')
    return `${condition.field}!=${JSON.stringify(condition.value)}`;
  return shape.kind === 'text' && shape.value !== '' ? `${condition.field}=${JSON.stringify(shape.value)}` : undefined;
}

/**
 * A label filter that passes all that fulfils a condition, or undefined where there is none. A label that is missing is
 * empty to a filter of text, and fails one of numbers; a value that is no number passes that (Loki, "Label filter expression").
 */
export function toLabelFilter(
  condition: Condition,
  of: { readonly label: string; readonly isFromLine: boolean; readonly regex: boolean },
): string | undefined {
  const { label } = of;
  const shape = shapeOf(condition);
  const text = (operator: '=' | '!=' | '=~' | '!~', value: string) => `${label} ${operator} ${JSON.stringify(value)}`;
  // What a line says as 5e2, 500.0 or an object reads differently here, once it is parsed.
  const orOdd = (filter: string) => (of.isFromLine ? `(${filter} or ${text('=~', odd)})` : filter);
  if (shape === undefined) return undefined;
  if (shape.kind === 'text') return text(shape.operator, shape.value);
  if (shape.kind === 'number') {
    if (shape.operator === '!=') return text('!=', condition.value);
    const literal = String(shape.value);
    if (!/^\d+(\.\d+)?$/.test(literal)) return undefined;
    return `(${text('!=', '')} and ${label} ${shape.operator === '=' ? '==' : shape.operator} ${literal})`;
  }
  if (shape.kind === 'digits') {
    const pattern = `${shape.lead}[0-9]{${shape.count}}`;
    return shape.operator === '=' ? orOdd(text('=~', pattern)) : text('!~', pattern);
  }
  if (!of.regex) return undefined;
  if (shape.operator === '~') {
    const pattern = toPortableSuperset(shape.value);
    return pattern === undefined ? undefined : orOdd(text('=~', `(?s:.*)(?:${pattern})(?s:.*)`));
  }
  const portable = toPortable(shape.value);
  if (portable === undefined || portable.isAsciiOnly) return undefined;
  return orOdd(`(${text('!~', `(?s:.*)(?:${portable.source})(?s:.*)`)} or ${text('=', '')})`);
}

const odd = '[\\[{](?s:.*)|-?[0-9]*[.eE][-+.0-9eE]*|-?[0-9]{16,}|-0';
