import { CheckProblem } from '../../../errors.ts';
import type { Client } from '../client.ts';
import type { ElasticsearchSource } from '../store-schema.ts';
import { parseExact, stringifyExact } from './exact-json.ts';
import { readReason, toPath } from './fields.ts';
import { stampFormat } from './query.ts';
import type { Query } from './query-dsl.ts';
import { type Shards, tellFailed } from './shards.ts';
import { pitOf, type Snapshot } from './snapshot.ts';

/** A document: its stamp as text, and what it is sorted by. */
export type Hit = {
  readonly _index: string;
  readonly _id: string;
  readonly _source?: { readonly [name: string]: unknown };
  readonly sort: readonly [string, ...unknown[]];
};

/** What a search gave, or why it must be asked for otherwise. */
export type Searched = { readonly hits: readonly Hit[] } | { readonly smaller: number } | 'expensive';

/** The body of a search, oldest first. Ties are broken by the place in the shard where a point in time of Elasticsearch knows it. */
export function toBody(of: {
  readonly source: ElasticsearchSource;
  readonly query: Query;
  readonly size: number;
  readonly snapshot: Snapshot;
  readonly after: Hit['sort'] | undefined;
}): Query {
  const { source, query, size, snapshot, after } = of;
  const byStamp = { [source.timestamp]: { order: 'asc', format: stampFormat, unmapped_type: 'date' } };
  return {
    size,
    timeout: `${source.timeout}s`,
    track_total_hits: false,
    ...pitOf(snapshot),
    ...(after === undefined ? {} : { search_after: after }),
    sort: snapshot.flavour === 'elasticsearch' ? [byStamp, { _shard_doc: 'asc' }] : [byStamp],
    query,
  };
}

/** Sends one search. Shards that failed and a time-out inside the cluster are told as losses: their documents are missing. */
export async function search(
  client: Client,
  of: {
    readonly source: ElasticsearchSource;
    readonly snapshot: Snapshot;
    readonly body: Query;
    readonly size: number;
  },
): Promise<Searched> {
  const { source, snapshot, body, size } = of;
  const path = snapshot.id === undefined ? `${toPath(source.index)}/_search` : '_search';
  const headers = { 'content-type': 'application/json' };
  const told = await client.ask({ method: 'POST', path, headers, body: stringifyExact(body) });
  const isAnswer = told.status === 200 && told.text !== undefined;
  if (!isAnswer) {
    const reason = readReason(told.text);
    const most = Number(/(?:Result window|Batch size) is too large[^[]*\[(\d+)\]/.exec(told.text ?? '')?.[1]);
    if (most >= 1 && most < size) return { smaller: most };
    if (told.status === 200 && size > 1) return { smaller: Math.floor(size / 2) };
    if (told.text?.includes('allow_expensive_queries') === true) return 'expensive';
    throw client.refusal(told, told.status === 200 ? 'one document of more than 64 MiB' : reason);
  }
  const answer = client.json(told, parseExact) as Answer;
  if (answer.error !== undefined || !Array.isArray(answer.hits?.hits))
    throw client.refusal(told, readReason(told.text));
  if (answer._shards?.total === 0) throw withoutIndex(source);
  if (answer.pit_id !== undefined) snapshot.id = answer.pit_id;
  if (answer.timed_out === true) client.loss('Elasticsearch ran out of time inside a search: documents are missing');
  tellFailed(client, answer._shards);
  return { hits: answer.hits.hits };
}

type Answer = {
  readonly error?: unknown;
  readonly pit_id?: string;
  readonly timed_out?: boolean;
  readonly _shards?: Shards;
  readonly hits: { readonly hits: readonly Hit[] };
};

/** A pattern that matches nothing is answered like an empty index: nothing was looked at. */
function withoutIndex(source: ElasticsearchSource): CheckProblem {
  return new CheckProblem({
    status: 'blocked',
    message: `no index of Elasticsearch matches ${source.index}`,
    unblock: 'Check `index`, and what the credentials may see',
  });
}
