import { keepersOf, type MappedField, type MappedFields } from './fields.ts';
import type { Query } from './query-dsl.ts';

/**
 * A query for the documents whose field contains a text anywhere, in the middle of words too: all of them, and few others.
 * Undefined where the field keeps nothing that such a query could look in.
 */
export function toTextQuery(
  text: string,
  of: { readonly name: string; readonly fields: MappedFields; readonly words: 'standard' | 'other' },
): Query | undefined {
  const queries = keepersOf(of.fields, of.name).flatMap((field) => {
    if (isWhole(field)) return orUnknown(field, wildcard(field.name, text));
    if (of.words !== 'standard' || !['text', 'match_only_text'].includes(field.type)) return [];
    const words = wordsOf(text).map((word) => wildcard(field.name, word.toLowerCase()));
    return words.length === 0 ? [] : orUnknown(field, { bool: { filter: words } });
  });
  return queries.length === 0 ? undefined : { bool: { filter: queries } };
}

/** Whether a field is indexed as the one text that it is. */
export function isWhole(field: MappedField): boolean {
  return ['keyword', 'wildcard', 'constant_keyword'].includes(field.type);
}

/**
 * A query that also passes the documents of which the index cannot tell: those whose value it left out (too long, malformed),
 * which it keeps note of in `_ignored`, and those of indices that do not map the field.
 */
export function orUnknown(field: MappedField, query: Query): Query {
  const should = [
    query,
    { term: { _ignored: { value: field.name } } },
    ...(field.unmapped.length === 0 ? [] : [{ terms: { _index: field.unmapped } }]),
  ];
  return { bool: { should, minimum_should_match: 1 } };
}

/** A wildcard query, whatever the case: a normalizer may have changed it ("Wildcard query"). */
export function wildcard(field: string, text: string, around = '*'): Query {
  const value = `${around}${escapeWildcard(text)}${around}`;
  return { wildcard: { [field]: { value, case_insensitive: true } } };
}

/** A text as a part of a wildcard pattern. */
export function escapeWildcard(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&');
}

/**
 * What the standard tokenizer keeps in one piece wherever it stands: runs of ASCII letters, digits and _ (Unicode TR 29;
 * "Standard tokenizer"). Of a text that begins or ends inside a word, the word still contains the run.
 */
function wordsOf(text: string): readonly string[] {
  return text.match(/[A-Za-z0-9_]+/g) ?? [];
}
