import type { Ask } from '../client.ts';
import type { LokiSource } from '../store-schema.ts';
import type { Span } from './span.ts';

export const rangePath = 'loki/api/v1/query_range';

/** The header that names the tenant (Loki, "Manage tenant isolation"). */
export function tenantOf(source: LokiSource): { readonly [name: string]: string } {
  return source.tenant === undefined ? {} : { 'X-Scope-OrgID': source.tenant };
}

/** The parameters of a range query for lines, oldest first. */
export function queryOf(of: {
  readonly query: string;
  readonly span: Span;
  readonly limit: number;
}): readonly (readonly [string, string])[] {
  const { query, span, limit } = of;
  return [
    ['query', query],
    ['start', String(span.from)],
    ['end', String(span.to)],
    ['limit', String(limit)],
    ['direction', 'forward'],
  ];
}

/** A request with parameters: in the URL, or as a form where proxies would find the URL too long. */
export function toAsk(path: string, fields: readonly (readonly [string, string])[], source: LokiSource): Ask {
  const form = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
  const headers = tenantOf(source);
  if (form.length <= 4000) return { path: `${path}?${form}`, headers };
  return {
    path,
    method: 'POST',
    body: form,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  };
}
