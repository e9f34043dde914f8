import { type LokiEntry, type LokiPipeline, parseLogQl } from './loki/logql.ts';
import { type FakeAnswer, type FakeRequest, type FakeServer, isSignedIn, startServer } from './server.ts';

/** What a fake Loki holds, oldest first, and how it is configured (Loki, "HTTP API"; limits_config). */
export type FakeLoki = {
  /** The entries, or a function that makes them up as they are read, in the order of their stamps. */
  readonly entries: readonly LokiEntry[] | (() => Iterable<LokiEntry>);
  readonly maxEntries?: number;
  readonly maxQueryMs?: number;
  readonly maxQueryBytes?: number;
  readonly authorization?: string;
  readonly tenant?: string;
  readonly gzip?: boolean;
};

/** Starts a Loki that answers range queries for logs and instant queries that count them. */
export async function startLoki(loki: FakeLoki): Promise<FakeServer> {
  return await startServer((request) => answer(loki, request), { gzip: loki.gzip ?? false });
}

function answer(loki: FakeLoki, request: FakeRequest): FakeAnswer {
  if (!isSignedIn(request, loki.authorization)) return { status: 401, body: 'Unauthorized\n' };
  if (loki.tenant !== undefined && request.headers['x-scope-orgid'] !== loki.tenant)
    return { status: 401, body: 'no org id\n' };
  const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
  const parameters = isForm ? new URLSearchParams(request.body) : request.query;
  try {
    if (request.path === '/loki/api/v1/query_range') return json(range(loki, parameters));
    if (request.path === '/loki/api/v1/query') return json(count(loki, parameters));
    return { status: 404, body: '404 page not found\n' };
  } catch (error) {
    return { status: 400, body: `${(error as Error).message}\n` };
  }
}

function json(body: unknown): FakeAnswer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: JSON.stringify(body) };
}

function range(loki: FakeLoki, parameters: URLSearchParams): unknown {
  const limit = Number(parameters.get('limit') ?? 100);
  const most = loki.maxEntries ?? 5000;
  if (limit > most) {
    throw new Error(`max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${most})`);
  }
  const from = BigInt(parameters.get('start') ?? '0');
  const to = BigInt(parameters.get('end') ?? '0');
  if (to <= from) throw new Error('end timestamp must not be before or equal to start time');
  const pipeline = parseLogQl(parameters.get('query') ?? '');
  const ms = Number((to - from) / 1_000_000n);
  if (loki.maxQueryMs !== undefined && ms > loki.maxQueryMs) {
    throw new Error(
      `the query time range exceeds the limit (query length: ${ms / 1000}s, limit: ${loki.maxQueryMs / 1000}s)`,
    );
  }
  const isForward = parameters.get('direction') === 'forward';
  const found = select(loki, pipeline, { from, to }, isForward ? limit : Number.POSITIVE_INFINITY);
  const page = isForward ? found : found.reverse().slice(0, limit);
  const streams = new Map<string, { readonly stream: object; readonly values: [string, string][] }>();
  for (const { labels, ns, line } of page) {
    const key = JSON.stringify(Object.entries(labels).sort());
    const stream = streams.get(key) ?? { stream: labels, values: [] };
    stream.values.push([String(ns), line]);
    streams.set(key, stream);
  }
  return { status: 'success', data: { resultType: 'streams', result: [...streams.values()], stats: {} } };
}

/** `sum(count_over_time(query [N ms]))` at an instant: the range excludes its start and includes its end. */
function count(loki: FakeLoki, parameters: URLSearchParams): unknown {
  const [, query, ms] = /^sum\(count_over_time\((.*) \[(\d+)ms\]\)\)$/s.exec(parameters.get('query') ?? '') ?? [];
  if (query === undefined) throw new Error('parse error : only counts are known here');
  const at = BigInt(parameters.get('time') ?? '0');
  const span = { from: at - BigInt(ms ?? 0) * 1_000_000n + 1n, to: at + 1n };
  const total = select(loki, parseLogQl(query), span, Number.POSITIVE_INFINITY).length;
  const result = total === 0 ? [] : [{ metric: {}, value: [Number(at / 1_000_000_000n), String(total)] }];
  return { status: 'success', data: { resultType: 'vector', result } };
}

function select(
  loki: FakeLoki,
  pipeline: LokiPipeline,
  span: { readonly from: bigint; readonly to: bigint },
  limit: number,
): LokiEntry[] {
  const found: LokiEntry[] = [];
  let bytes = 0;
  for (const entry of typeof loki.entries === 'function' ? loki.entries() : loki.entries) {
    if (entry.ns < span.from) continue;
    if (entry.ns >= span.to || found.length >= limit) break;
    bytes += entry.line.length;
    if (loki.maxQueryBytes !== undefined && bytes > loki.maxQueryBytes) {
      throw new Error(
        `the query would read too many bytes (query: ${bytes} B, limit: ${loki.maxQueryBytes} B); consider adding more specific stream selectors`,
      );
    }
    const labels = pipeline(entry);
    if (labels !== undefined) found.push({ ...entry, labels });
  }
  return found;
}
