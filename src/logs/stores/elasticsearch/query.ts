import type { Filter } from '../../filter.ts';
import { isSendable } from '../condition-shape.ts';
import type { ElasticsearchSource } from '../store-schema.ts';
import { toConditionQuery } from './condition-query.ts';
import { type MappedFields, searchedFields } from './fields.ts';
import { literalOf } from './literal.ts';
import type { Query } from './query-dsl.ts';
import { toTextQuery } from './text-query.ts';

/** Stamps as text: as numbers, those in nanoseconds would lose their last digits. */
export const stampFormat = 'strict_date_optional_time_nanos';

/**
 * The query of a filter: every document that passes the filter matches it. `expensive` may be forbidden by the cluster
 * (search.allow_expensive_queries): then texts are left to the caller. Lucene's regular expressions are a language of their
 * own: only those that are plain text are asked for.
 */
export function toQuery(of: {
  readonly source: ElasticsearchSource;
  readonly filter: Filter;
  readonly fields: MappedFields;
  readonly expensive: boolean;
  /** Where the page begins, included; where the stamp of the last page is passed over, not included. */
  readonly from?: { readonly stamp: string; readonly included: boolean } | undefined;
}): Query {
  const { source, filter, fields, expensive, from } = of;
  const filters = [
    windowOf(source, filter),
    ...(from === undefined
      ? []
      : [{ range: { [source.timestamp]: { [from.included ? 'gte' : 'gt']: from.stamp, format: stampFormat } } }]),
    ...(expensive ? textsOf(source, filter, fields) : []),
    ...filter.where.flatMap((condition) => toConditionQuery(condition, { source, fields, expensive }) ?? []),
  ];
  return { bool: { filter: filters } };
}

/** The years of four digits, which the format of the window takes. */
const stampRange = { least: Date.parse('0001-01-01'), most: Date.parse('9999-12-31') } as const;

function windowOf(source: ElasticsearchSource, filter: Filter): Query {
  const { timestamp } = source;
  if (filter.window === undefined) return { exists: { field: timestamp } };
  const slackMs = source.slack * 1000;
  const toIso = (ms: number) => new Date(Math.min(stampRange.most, Math.max(stampRange.least, ms))).toISOString();
  const gte = toIso(Math.floor(filter.window.fromMs) - slackMs);
  // Stamps may be finer than ms: all of the last one is inside.
  const lt = toIso(Math.floor(filter.window.toMs) + 1 + slackMs);
  return { range: { [timestamp]: { gte, lt, format: 'strict_date_optional_time' } } };
}

function textsOf(source: ElasticsearchSource, filter: Filter, fields: MappedFields): readonly Query[] {
  const names = searchedFields(source);
  const anyField = (text: string): Query | undefined => {
    const queries = names.map((name) => toTextQuery(text, { name, fields, words: source.words }));
    return queries.length === 0 || queries.some((query) => query === undefined) || !isPlain(source, text)
      ? undefined
      : { bool: { should: queries, minimum_should_match: 1 } };
  };
  const texts = filter.texts.map(anyField);
  const literal = filter.regex === undefined ? undefined : literalOf(filter.regex);
  return [
    ...(texts.length > 0 && !texts.includes(undefined) ? [{ bool: { should: texts, minimum_should_match: 1 } }] : []),
    ...(literal === undefined ? [] : [anyField(literal) ?? []].flat()),
  ];
}

/** Whether a text reads the same in a field as in the JSON of the document. */
function isPlain(source: ElasticsearchSource, text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return isSendable(text) && (source.message !== undefined || !/["\\\u0000-\u001f]/.test(text));
}
