import { fieldOf } from '../../log-event.ts';
import type { StoreLine } from '../store.ts';
import type { ElasticsearchSource } from '../store-schema.ts';
import { stringifyExact, toExactText } from './exact-json.ts';
import type { Hit } from './search.ts';

/** The fields that tell writers apart (Elastic Common Schema); of the others, some differ from line to line. */
const writer = /^(agent|container|host|kubernetes|service)\.|^log\.file\.path$|^stream$/;

/** A document as a line: the whole of it as JSON, or its message with the other fields as labels (`http.status`). */
export function toLine(source: ElasticsearchSource, hit: Hit): StoreLine {
  const document = hit._source ?? {};
  const atMs = Date.parse(String(hit.sort[0]));
  const line = { place: `${hit._index}/${hit._id}`, atMs: Number.isNaN(atMs) ? undefined : atMs };
  if (source.message === undefined) return { ...line, text: stringifyExact(document), stream: '', labels: {} };
  const message = fieldOf(document, source.message);
  const labels = Object.fromEntries(flatten(document, '').filter(([name]) => name !== source.message));
  const isBare = message === undefined || message === null;
  const stream = JSON.stringify(Object.entries(labels).filter(([name]) => writer.test(name)));
  return { ...line, text: toExactText(message), stream, labels, ...(isBare ? { isBare } : {}) };
}

function flatten(value: { readonly [name: string]: unknown }, prefix: string): readonly [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): readonly [string, string][] => {
    if (inner === null || inner === undefined) return [];
    if (typeof inner === 'object' && !Array.isArray(inner)) return flatten(inner as typeof value, `${prefix}${name}.`);
    return [[`${prefix}${name}`, toExactText(inner)]];
  });
}
