import type { StoreLine } from '../../../src/logs/stores/store.ts';
import type { StoreConfig } from '../../../src/logs/stores/store-of.ts';
import { clickhouseSource, elasticsearchSource, lokiSource } from '../../../src/logs/stores/store-schema.ts';
import { startClickhouse } from './clickhouse.ts';
import type { FieldMapping, Mapping } from './elasticsearch/mapping.ts';
import { type FakeCluster, startCluster } from './elasticsearch.ts';
import { startLoki } from './loki.ts';
import { lineOf, type SampleEvent } from './sample.ts';
import type { FakeServer } from './server.ts';

/** A fake store with the sample in it, and how a runbook names it. `lineOf` is what a line of it reads like. */
export type Setup = {
  readonly name: string;
  readonly start: (
    events: Iterable<SampleEvent>,
  ) => Promise<{ readonly server: FakeServer; readonly config: StoreConfig }>;
  readonly lineOf: (event: SampleEvent) => string;
};

/** The fields of a line as causebook sees them: what its JSON holds, and what the store knows besides. */
export function fieldsOf(line: Pick<StoreLine, 'text' | 'labels'>): { readonly [name: string]: unknown } {
  return { ...line.labels, ...(JSON.parse(line.text) as object) };
}

const keyword: FieldMapping = { type: 'keyword' };
const text: FieldMapping = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 40 } } };

const mapping: Mapping = {
  '@timestamp': { type: 'date' },
  id: keyword,
  level: keyword,
  path: text,
  msg: text,
  status: { type: 'long' },
  ms: { type: 'double' },
};

function loki(name: string, more: object): Setup {
  return {
    name,
    lineOf,
    start: async (events) => {
      const entries = function* () {
        let index = 0;
        for (const event of events) {
          const { level, method } = event.fields;
          const labels = { app: 'crm', level: String(level), pod: `crm-${index % 3}`, method: String(method) };
          yield { labels, ns: BigInt(event.atMs) * 1_000_000n + BigInt(index % 2) * 999_999n, line: lineOf(event) };
          index += 1;
        }
      };
      const server = await startLoki({
        entries: Array.isArray(events) ? sorted([...entries()]) : entries,
        gzip: name.includes('gzip'),
      });
      return { server, config: { loki: lokiSource.parse({ url: server.url, labels: { app: 'crm' }, ...more }) } };
    },
  };
}

function sorted<T extends { readonly ns: bigint }>(entries: T[]): T[] {
  return entries.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
}

function elasticsearch(name: string, pit: FakeCluster['pit'], more: object): Setup {
  const isMessage = 'message' in more;
  const documentOf = (event: SampleEvent) => ({
    ...(isMessage ? { message: lineOf(event), level: event.fields.level } : (JSON.parse(lineOf(event)) as object)),
    '@timestamp': new Date(event.atMs).toISOString(),
  });
  return {
    name,
    lineOf: (event) => (isMessage ? lineOf(event) : JSON.stringify(documentOf(event))),
    start: async (events) => {
      const isList = Array.isArray(events);
      // Two indices, of which one does not map everything.
      const documents = (half: number) =>
        function* () {
          let index = 0;
          for (const event of events) {
            if (!isList || index % 2 === half) yield { id: `d${index}`, source: documentOf(event) };
            index += 1;
          }
        };
      const { status: _, ...less } = mapping;
      const wide: Mapping = isMessage
        ? { '@timestamp': { type: 'date_nanos' }, level: keyword, message: { type: 'match_only_text' } }
        : mapping;
      const narrow: Mapping = isMessage
        ? { '@timestamp': { type: 'date' }, level: keyword, message: { type: 'match_only_text' } }
        : less;
      const server = await startCluster({
        pit,
        gzip: name.includes('gzip'),
        indices: isList
          ? {
              'logs-a': { mapping: wide, documents: [...documents(0)()] },
              'logs-b': { mapping: narrow, documents: [...documents(1)()] },
            }
          : { 'logs-a': { mapping: wide, documents: documents(0) } },
      });
      return {
        server,
        config: { elasticsearch: elasticsearchSource.parse({ url: server.url, index: 'logs-*', ...more }) },
      };
    },
  };
}

function clickhouse(name: string, more: object): Setup {
  const isLine = 'line' in more;
  return {
    name,
    lineOf: (event) => (isLine ? lineOf(event) : JSON.stringify(event.fields)),
    start: async (events) => {
      const rows = function* () {
        for (const event of events) yield { at: event.atMs, line: lineOf(event), ...event.fields };
      };
      const server = await startClickhouse({
        gzip: name.includes('gzip'),
        tables: { 'logs.crm': { columns: clickhouseColumns, rows: Array.isArray(events) ? [...rows()] : rows } },
      });
      const table = { url: server.url, database: 'logs', table: 'crm', timestamp: 'at', ...more };
      return { server, config: { clickhouse: clickhouseSource.parse(table) } };
    },
  };
}

/** The columns of the sample's table, by type. */
export const clickhouseColumns = {
  at: "DateTime64(3, 'UTC')",
  line: 'String',
  id: 'String',
  level: 'LowCardinality(String)',
  status: 'Nullable(UInt16)',
  method: 'String',
  path: 'String',
  ms: 'Float64',
  msg: 'String',
} as const;

const all = ['id', 'level', 'status', 'method', 'path', 'ms', 'msg'];

/** Every store in every way to use it. */
export const setups: readonly Setup[] = [
  loki('Loki, lines of JSON', { lines: 'json', stream_labels: ['level', 'pod'], limit: 250 }),
  loki('Loki, lines as they are, gzip', { limit: 350 }),
  elasticsearch('Elasticsearch, documents, gzip', 'elasticsearch', { limit: 200 }),
  elasticsearch('Elasticsearch, a message field', 'elasticsearch', { message: 'message', limit: 200 }),
  elasticsearch('OpenSearch, documents', 'opensearch', { limit: 200, flavour: 'opensearch' }),
  elasticsearch('OpenSearch found out, a message field', 'opensearch', { message: 'message', limit: 200 }),
  elasticsearch('Elasticsearch without points in time', 'none', { limit: 200 }),
  clickhouse('ClickHouse, rows, gzip', { columns: all }),
  clickhouse('ClickHouse, a line column', { line: 'line', columns: ['level', 'status'] }),
];
