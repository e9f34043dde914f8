import { type Document, fieldsOf, fromNs, type Indexed, indexDocument, type Mapping } from './elasticsearch/mapping.ts';
import { isExpensive, matches } from './elasticsearch/query.ts';
import { type FakeAnswer, type FakeRequest, type FakeServer, isSignedIn, startServer } from './server.ts';

/** An index of the fake: its mapping, and its documents by id, or a function that makes them up as they are read. */
export type FakeIndex = {
  readonly mapping: Mapping;
  readonly documents: readonly FakeDocument[] | (() => Iterable<FakeDocument>);
};

export type FakeDocument = { readonly id: string; readonly source: Document };

/** A fake cluster. `pit` is whose point-in-time API it has; its answers may be partial. */
export type FakeCluster = {
  readonly indices: { readonly [name: string]: FakeIndex };
  readonly pit: 'elasticsearch' | 'opensearch' | 'none';
  readonly maxResultWindow?: number;
  readonly allowExpensive?: boolean;
  readonly authorization?: string;
  readonly gzip?: boolean;
};

/** A running fake cluster, and the points in time that are still open in it. */
export type RunningCluster = FakeServer & { readonly openPits: ReadonlySet<string> };

type Snapshot = { readonly names: readonly string[] };

/** Starts a cluster that answers searches, field capabilities and points in time (Elasticsearch and OpenSearch, "Search APIs"). */
export async function startCluster(cluster: FakeCluster): Promise<RunningCluster> {
  const openPits = new Set<string>();
  const pits = new Map<string, Snapshot>();
  let count = 0;
  const cache = new Map<Document, Indexed>();
  const handle = (request: FakeRequest): FakeAnswer => {
    if (!isSignedIn(request, cluster.authorization)) {
      return failure(401, 'security_exception', 'missing authentication credentials for REST request');
    }
    const { method, path, query } = request;
    const parts = path.split('/').filter((part) => part !== '');
    const body = request.body === '' ? {} : (JSON.parse(request.body) as Body);
    const isOpenSearch = parts.slice(-2).join('/') === '_search/point_in_time';
    const spoken = isOpenSearch ? 'opensearch' : parts.at(-1) === '_pit' ? 'elasticsearch' : undefined;
    if (spoken !== undefined) {
      if (spoken !== cluster.pit)
        return failure(400, 'illegal_argument_exception', `no handler found for uri [${path}] and method [${method}]`);
      if (method === 'DELETE') {
        const ids = [body.id, body.pit_id].flat().filter((id) => id !== undefined);
        for (const id of ids) openPits.delete(pitOf(id));
        return json({ succeeded: true, num_freed: ids.length });
      }
      if (query.get('keep_alive') === null)
        return failure(400, 'action_request_validation_exception', '[keep_alive] is required');
      const names = namesOf(cluster, parts[0] ?? '');
      if (names === undefined) return failure(404, 'index_not_found_exception', `no such index [${parts[0]}]`);
      count += 1;
      const id = `pit${count}`;
      pits.set(id, { names });
      openPits.add(id);
      return json(
        spoken === 'elasticsearch' ? { id: `${id}.0` } : { pit_id: `${id}.0`, _shards: { total: 1, failed: 0 } },
      );
    }
    const isPit = body.pit !== undefined;
    if (isPit && !openPits.has(pitOf(body.pit?.id ?? '')))
      return failure(404, 'search_context_missing_exception', 'No search context found');
    const names = isPit ? pits.get(pitOf(body.pit?.id ?? ''))?.names : namesOf(cluster, parts[0] ?? '');
    if (names === undefined) return failure(404, 'index_not_found_exception', `no such index [${parts[0]}]`);
    if (parts.at(-1) === '_field_caps') return json(capabilities(cluster, names, query));
    if (parts.at(-1) === '_search') return search({ cluster, names, body, cache });
    return failure(400, 'illegal_argument_exception', `no handler found for uri [${path}]`);
  };
  return { ...(await startServer(handle, { gzip: cluster.gzip ?? false })), openPits };
}

type Body = {
  readonly id?: string;
  readonly pit_id?: string | readonly string[];
  readonly pit?: { readonly id: string };
  readonly size?: number;
  readonly query?: { readonly [name: string]: unknown };
  readonly sort?: readonly { readonly [field: string]: unknown }[];
  readonly search_after?: readonly [string, number?];
};

/** Each search may rename a point in time: the part before the dot stays. */
function pitOf(id: string): string {
  return id.split('.')[0] ?? '';
}

function namesOf(cluster: FakeCluster, index: string): readonly string[] | undefined {
  const names = Object.keys(cluster.indices);
  const wanted = index.split(',');
  if (wanted.some((name) => !name.includes('*') && !names.includes(name))) return undefined;
  const patterns = wanted.map((name) => new RegExp(`^${name.replaceAll('*', '.*')}$`));
  return names.filter((name) => patterns.some((pattern) => pattern.test(name)));
}

function capabilities(cluster: FakeCluster, names: readonly string[], query: URLSearchParams): unknown {
  const fields: { [name: string]: { [type: string]: unknown } } = {};
  for (const field of (query.get('fields') ?? '').split(',')) {
    const byType = new Map<string, string[]>();
    for (const name of names) {
      const type = fieldsOf(cluster.indices[name]?.mapping ?? {}).get(field)?.type ?? 'unmapped';
      byType.set(type, [...(byType.get(type) ?? []), name]);
    }
    if (byType.size === 0 || (byType.size === 1 && byType.has('unmapped'))) continue;
    fields[field] = Object.fromEntries(
      [...byType].map(([type, indices]) => [
        type,
        { type, searchable: type !== 'unmapped', aggregatable: false, ...(byType.size === 1 ? {} : { indices }) },
      ]),
    );
  }
  return { indices: names, fields };
}

type Found = {
  readonly index: string;
  readonly place: number;
  readonly document: FakeDocument;
  readonly stamp: bigint;
};

function search(of: {
  readonly cluster: FakeCluster;
  readonly names: readonly string[];
  readonly body: Body;
  readonly cache: Map<Document, Indexed>;
}): FakeAnswer {
  const { cluster, names, body, cache } = of;
  const { size = 10, query = {}, sort = [], search_after: after, pit } = body;
  const most = cluster.maxResultWindow ?? 10_000;
  if (size > most) {
    return failure(
      400,
      'illegal_argument_exception',
      `Result window is too large, from + size must be less than or equal to: [${most}] but was [${size}]`,
    );
  }
  if (cluster.allowExpensive === false && isExpensive(query)) {
    return failure(
      400,
      'exception',
      "[wildcard] queries cannot be executed when 'search.allow_expensive_queries' is set to false.",
    );
  }
  const byShard = sort.some((key) => '_shard_doc' in key);
  if (byShard && (pit === undefined || cluster.pit !== 'elasticsearch')) {
    return failure(400, 'illegal_argument_exception', '[_shard_doc] sort field cannot be used without [point in time]');
  }
  const stampField = Object.keys(sort[0] ?? {})[0] ?? '@timestamp';
  const found: Found[] = [];
  let place = 0;
  for (const index of names) {
    const { mapping, documents } = cluster.indices[index] as FakeIndex;
    const fields = fieldsOf(mapping);
    const isKept = Array.isArray(documents);
    for (const document of typeof documents === 'function' ? documents() : documents) {
      place += 1;
      const indexed = cache.get(document.source) ?? indexDocument(document.source, mapping);
      if (isKept) cache.set(document.source, indexed);
      const stamp = indexed.values.get(stampField)?.[0];
      if (typeof stamp !== 'bigint' || !matches(query, { index, indexed, fields })) continue;
      found.push({ index, place, document, stamp });
    }
  }
  found.sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : a.place - b.place));
  const page = found.filter((hit) => after === undefined || isAfter(hit, after)).slice(0, size);
  return json({
    ...(pit === undefined ? {} : { pit_id: `${pitOf(pit.id)}.${Math.random()}` }),
    took: 1,
    timed_out: false,
    _shards: { total: names.length, successful: names.length, skipped: 0, failed: 0 },
    hits: {
      max_score: null,
      hits: page.map(({ index, place: at, document, stamp }) => ({
        _index: index,
        _id: document.id,
        _score: null,
        _source: document.source,
        sort: byShard ? [fromNs(stamp), at] : [fromNs(stamp)],
      })),
    },
  });
}

function isAfter(hit: Found, [stamp, place]: readonly [string, number?]): boolean {
  const own = fromNs(hit.stamp);
  if (own.length !== stamp.length) return own.replace('Z', '') > stamp.replace('Z', '');
  return own > stamp || (own === stamp && place !== undefined && hit.place > place);
}

function json(body: unknown): FakeAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function failure(status: number, type: string, reason: string): FakeAnswer {
  const cause = { type, reason };
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { root_cause: [cause], ...cause }, status }),
  };
}
