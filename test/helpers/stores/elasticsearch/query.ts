import { type FieldMapping, type Indexed, toNs } from './mapping.ts';

type Clause = { readonly [name: string]: unknown };

/** What a query sees of a document. */
export type Candidate = {
  readonly index: string;
  readonly indexed: Indexed;
  readonly fields: ReadonlyMap<string, FieldMapping>;
};

/** Whether a document matches a query of the Query DSL. Throws with Elasticsearch's words for a query that is not known. */
export function matches(query: Clause, candidate: Candidate): boolean {
  const [[kind, body] = ['', {}]] = Object.entries(query);
  const { indexed, fields, index } = candidate;
  const only = () =>
    Object.entries(body as { readonly [field: string]: never })[0] as unknown as readonly [string, never];
  switch (kind) {
    case 'bool':
      return matchesBool(body as Bool, candidate);
    case 'exists':
      return indexed.values.has((body as { readonly field: string }).field);
    case 'term': {
      const [field, { value }] = only() as unknown as readonly [string, { readonly value: string }];
      if (field === '_ignored') return indexed.ignored.includes(value);
      if (/text/.test(fields.get(field)?.type ?? '')) return false;
      return (indexed.values.get(field) ?? []).some((found) => String(found) === value);
    }
    case 'terms': {
      const [field, values] = only() as unknown as readonly [string, readonly string[]];
      return field === '_index' && values.includes(index);
    }
    case 'wildcard': {
      const [field, { value, case_insensitive: insensitive }] = only() as unknown as readonly [
        string,
        { readonly value: string; readonly case_insensitive?: boolean },
      ];
      const pattern = wildcardPattern(value, insensitive === true);
      return (indexed.values.get(field) ?? []).some((found) => typeof found === 'string' && pattern.test(found));
    }
    case 'regexp': {
      const [field, { value }] = only() as unknown as readonly [string, { readonly value: string }];
      const pattern = new RegExp(`^(?:${value})$`, 'su');
      return (indexed.values.get(field) ?? []).some((found) => typeof found === 'string' && pattern.test(found));
    }
    case 'range': {
      const [field, range] = only() as unknown as readonly [string, Range];
      const isDate = fields.get(field)?.type.startsWith('date') === true;
      const limit = (value: string | number) => (isDate ? toNs(String(value)) : Number(value));
      return (indexed.values.get(field) ?? []).some(
        (found) =>
          typeof found !== 'string' &&
          (range.gte === undefined || found >= limit(range.gte)) &&
          (range.gt === undefined || found > limit(range.gt)) &&
          (range.lte === undefined || found <= limit(range.lte)) &&
          (range.lt === undefined || found < limit(range.lt)),
      );
    }
    default:
      throw new Error(`unknown query [${kind}]`);
  }
}

/** Whether any part of a query is one that `search.allow_expensive_queries` can forbid. */
export function isExpensive(query: unknown): boolean {
  if (typeof query !== 'object' || query === null) return false;
  return Object.entries(query).some(([name, inner]) => ['wildcard', 'regexp'].includes(name) || isExpensive(inner));
}

type Range = { readonly gte?: string; readonly gt?: string; readonly lte?: string; readonly lt?: string };

type Bool = {
  readonly filter?: Clause | readonly Clause[];
  readonly should?: readonly Clause[];
  readonly must_not?: readonly Clause[];
  readonly minimum_should_match?: number;
};

function matchesBool(bool: Bool, candidate: Candidate): boolean {
  const { filter = [], should = [], must_not: not = [] } = bool;
  const isNeeded = should.length > 0 && (bool.minimum_should_match ?? 0) > 0;
  return (
    [filter].flat().every((clause) => matches(clause as Clause, candidate)) &&
    not.every((clause) => !matches(clause, candidate)) &&
    (!isNeeded || should.some((clause) => matches(clause, candidate)))
  );
}

function wildcardPattern(value: string, insensitive: boolean): RegExp {
  const source = value.replace(
    /\\([\s\S])|([*?])|([.+^${}()|[\]\\/-])/g,
    (_, escaped: string, wild: string, plain: string) =>
      wild === undefined
        ? `\\${escaped ?? plain}`.replace(/^\\(?=[\w\s]|[^\x21-\x7e])/, '')
        : wild === '*'
          ? '[\\s\\S]*'
          : '[\\s\\S]',
  );
  return new RegExp(`^${source}$`, insensitive ? 'i' : '');
}
