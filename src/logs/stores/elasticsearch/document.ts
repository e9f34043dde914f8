import { fieldOf } from '../../log-event.ts';
import type { StoreLine } from '../store.ts';
import type { ElasticsearchSource } from '../store-schema.ts';
import type { Hit } from './search.ts';

/** A document as a line: the whole of it as JSON, or its message with the other fields as labels (`http.status`). */
export function toLine(source: ElasticsearchSource, hit: Hit): StoreLine {
  const document = hit._source ?? {};
  const atMs = Date.parse(String(hit.sort[0]));
  const line = { place: `${hit._index}/${hit._id}`, atMs: Number.isNaN(atMs) ? undefined : atMs };
  if (source.message === undefined) return { ...line, text: JSON.stringify(document), labels: {} };
  const message = fieldOf(document, source.message);
  const labels = Object.fromEntries(flatten(document, '').filter(([name]) => name !== source.message));
  return { ...line, text: toText(message), labels };
}

function flatten(value: { readonly [name: string]: unknown }, prefix: string): readonly [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): readonly [string, string][] => {
    if (inner === null || inner === undefined) return [];
    if (typeof inner === 'object' && !Array.isArray(inner)) return flatten(inner as typeof value, `${prefix}${name}.`);
    return [[`${prefix}${name}`, toText(inner)]];
  });
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
