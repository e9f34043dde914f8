import type { Condition } from '../../condition.ts';
import { type ConditionShape, shapeOf } from '../condition-shape.ts';
import type { ElasticsearchSource } from '../store-schema.ts';
import { keepersOf, type MappedField, type MappedFields } from './fields.ts';
import { literalOf } from './literal.ts';
import type { Query } from './query-dsl.ts';
import { escapeWildcard, isWhole, orUnknown, wildcard } from './text-query.ts';

const integers = ['long', 'integer', 'short', 'byte', 'unsigned_long'];

/**
 * A query that every document matches whose field fulfils a condition, or undefined where there is none: `!=` and `!~`
 * never, because a field may hold a list, of which the index cannot tell whether it is the value alone.
 */
export function toConditionQuery(
  condition: Condition,
  of: { readonly source: ElasticsearchSource; readonly fields: MappedFields; readonly expensive: boolean },
): Query | undefined {
  const { source, fields, expensive } = of;
  const shape = shapeOf(condition);
  if (shape === undefined || shape.operator === '!=' || shape.operator === '!~') return undefined;
  for (const field of keepersOf(fields, condition.field)) {
    const query = toFieldQuery(shape, condition, field);
    if (query === undefined || ((query.wildcard ?? query.regexp) !== undefined && !expensive)) continue;
    const known = orUnknown(field, query);
    // Where a line is one field, the condition may be about something that stands in the line.
    const missing = { bool: { must_not: [{ exists: { field: field.name } }] } };
    return source.message === undefined ? known : { bool: { should: [known, missing], minimum_should_match: 1 } };
  }
  return undefined;
}

function toFieldQuery(shape: ConditionShape, condition: Condition, field: MappedField): Query | undefined {
  const { name, type } = field;
  if (type === 'boolean') {
    return shape.kind === 'text' && /^(true|false)$/.test(shape.value)
      ? { term: { [name]: { value: shape.value } } }
      : undefined;
  }
  if (shape.kind === 'number') {
    if (isWhole(field)) return shape.operator === '=' ? spelledNumber(name, condition.value) : undefined;
    const range = rangeOf(shape, type);
    return range === undefined ? undefined : { range: { [name]: range } };
  }
  if (shape.kind === 'digits') {
    const least = Number(shape.lead) * 10 ** shape.count;
    if (integers.includes(type)) return { range: { [name]: { gte: least, lte: least + 10 ** shape.count - 1 } } };
    const value = `${shape.lead}${'?'.repeat(shape.count)}`;
    return isWhole(field) ? { wildcard: { [name]: { value } } } : undefined;
  }
  if (!isWhole(field)) return undefined;
  if (shape.kind === 'text') return { term: { [name]: { value: shape.value } } };
  const text = literalOf(shape.value);
  if (text !== undefined) return wildcard(name, text);
  const start = shape.value.startsWith('^') ? literalOf(shape.value.slice(1)) : undefined;
  return start === undefined
    ? undefined
    : { wildcard: { [name]: { value: `${escapeWildcard(start)}*`, case_insensitive: true } } };
}

/** Whole numbers are kept cut off (coerce), fractions rounded: the range is wide enough for both ("Numeric field types"). */
function rangeOf(shape: ConditionShape & { readonly kind: 'number' }, type: string): Query | undefined {
  const { operator, value } = shape;
  const room = Math.abs(value) * 1e-6;
  const isInteger = integers.includes(type);
  if (!isInteger && type !== 'double' && type !== 'float') return undefined;
  const least = isInteger ? Math.floor(value) : value - room;
  const most = isInteger ? Math.ceil(value) : value + room;
  if (isInteger && !(Number.isSafeInteger(least) && Number.isSafeInteger(most))) return undefined;
  if (operator === '=') return { gte: least, lte: most };
  return operator === '>' || operator === '>=' ? { gte: least } : { lte: most };
}

/** A number kept as text may be spelled in more ways than one. In Lucene's own syntax ("Regular expression syntax"). */
function spelledNumber(name: string, value: string): Query | undefined {
  return /^\d+$/.test(value)
    ? { regexp: { [name]: { value: `[+]?0*${value.replace(/^0+(?=\d)/, '')}(\\.0*)?|.*[eE].*` } } }
    : undefined;
}
