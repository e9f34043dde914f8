import type { Part } from '../definition.ts';
import { json } from './json.ts';
import { labels } from './labels.ts';
import type { PartKind } from './part.ts';
import { priority } from './priority.ts';
import { request } from './request.ts';
import { structuredData } from './structured-data.ts';
import { pairs, words } from './words.ts';

const kinds = { request, pairs, words, 'structured-data': structuredData, priority, json } satisfies {
  readonly [name: string]: PartKind;
};

/** The kind of part that a definition names. */
export function partKind(part: Part): PartKind {
  return typeof part === 'string' ? kinds[part] : labels(part.labels);
}
