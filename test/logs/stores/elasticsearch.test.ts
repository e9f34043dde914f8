import { afterEach, expect, test } from 'vitest';
import type { Filter } from '../../../src/logs/filter.ts';
import { createStore } from '../../../src/logs/stores/create-store.ts';
import { type ElasticsearchSource, elasticsearchSource } from '../../../src/logs/stores/store-schema.ts';
import type { Mapping } from '../../helpers/stores/elasticsearch/mapping.ts';
import {
  type FakeCluster,
  type FakeDocument,
  type RunningCluster,
  startCluster,
} from '../../helpers/stores/elasticsearch.ts';
import { everything, now, readStore } from '../../helpers/stores/read-store.ts';
import { sampleStart } from '../../helpers/stores/sample.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

const window = { fromMs: sampleStart, toMs: sampleStart + 60_000 };
const mapping: Mapping = {
  '@timestamp': { type: 'date_nanos' },
  message: { type: 'text' },
  status: { type: 'long' },
  level: { type: 'keyword', ignore_above: 8 },
  up: { type: 'boolean' },
};

async function serve(
  documents: readonly FakeDocument[],
  of: { readonly cluster?: Partial<FakeCluster>; readonly source?: object } = {},
): Promise<{ readonly server: RunningCluster; readonly config: { readonly elasticsearch: ElasticsearchSource } }> {
  const server = await startCluster({ pit: 'elasticsearch', indices: { logs: { mapping, documents } }, ...of.cluster });
  closings.push(server.close);
  return {
    server,
    config: { elasticsearch: elasticsearchSource.parse({ url: server.url, index: 'logs', ...of.source }) },
  };
}

/** Documents, each `stepNs` after the one before. */
function documents(
  count: number,
  stepNs: number,
  more: (index: number) => object = () => ({}),
): readonly FakeDocument[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `d${index}`,
    source: {
      '@timestamp': `${new Date(sampleStart).toISOString().slice(0, 19)}.${String(index * stepNs).padStart(9, '0')}Z`,
      message: `line ${index}`,
      ...more(index),
    },
  }));
}

const searchesOf = (server: RunningCluster) => server.requests.filter((request) => request.path.endsWith('_search'));
const pathsOf = (server: RunningCluster) => server.requests.map((request) => `${request.method} ${request.path}`);

test.each([
  ['elasticsearch', 'auto', ['POST /logs/_pit', 'POST /_search', 'POST /_search', 'POST /_search', 'DELETE /_pit']],
  [
    'opensearch',
    'auto',
    [
      'POST /logs/_pit',
      'POST /logs/_search/point_in_time',
      'POST /_search',
      'POST /_search',
      'POST /_search',
      'DELETE /_search/point_in_time',
    ],
  ],
  [
    'opensearch',
    'opensearch',
    [
      'POST /logs/_search/point_in_time',
      'POST /_search',
      'POST /_search',
      'POST /_search',
      'DELETE /_search/point_in_time',
    ],
  ],
  [
    'none',
    'auto',
    [
      'POST /logs/_pit',
      'POST /logs/_search/point_in_time',
      'POST /logs/_search',
      'POST /logs/_search',
      'POST /logs/_search',
    ],
  ],
] as const)(
  'with the points in time of %s, flavour %s: pages by nanoseconds, and gives the point back',
  async (pit, flavour, paths) => {
    const { server, config } = await serve(documents(11, 1), { cluster: { pit }, source: { flavour, limit: 5 } });
    const { lines, report } = await readStore(config, { window });
    expect(lines.map((line) => line.place)).toEqual(Array.from({ length: 11 }, (_, index) => `logs/d${index}`));
    expect(report.problems).toEqual([]);
    expect(pathsOf(server)).toEqual(paths);
    expect(server.openPits.size).toBe(0);
  },
);

test('always uses the newest name of a point in time', async () => {
  const { server, config } = await serve(documents(3, 1), { source: { limit: 2 } });
  await readStore(config, { window });
  const ids = searchesOf(server).map((request) => JSON.parse(request.body).pit.id);
  expect(new Set(ids).size).toBe(2);
});

test('gives the point in time back after a cancel', async () => {
  const controller = new AbortController();
  const { server, config } = await serve(documents(9, 1), { source: { limit: 2 } });
  const reading = readStore(config, { window }, { signal: controller.signal, onLines: () => controller.abort() });
  await expect(reading).rejects.toThrow('cancelled');
  await expect.poll(() => server.openPits.size).toBe(0);
});

test('gives the point in time back when the reader has enough', async () => {
  const { server, config } = await serve(documents(9, 1), { source: { limit: 2 } });
  const { lines, report } = await readStore(config, { window }, { maxLines: 3 });
  expect([lines.length, server.openPits.size]).toEqual([3, 0]);
  expect(report.problems).toEqual(['more than 3 documents match in Elasticsearch; only the first 3 were read']);
});

test.each(['opensearch', 'none'] as const)(
  '%s: a page full of one stamp grows, and then ends with a word',
  async (pit) => {
    const { server, config } = await serve(documents(30, 0), { cluster: { pit }, source: { limit: 10 } });
    const { lines, report } = await readStore(config, { window });
    expect([lines.length, report.problems]).toEqual([30, []]);
    expect(searchesOf(server).map((request) => JSON.parse(request.body).size)).toEqual([10, 10, 10_000]);
    const small = await serve(documents(30, 0), { cluster: { pit, maxResultWindow: 10 }, source: { limit: 10 } });
    const cut = await readStore(small.config, { window });
    expect(cut.lines).toHaveLength(10);
    expect(cut.report.problems).toEqual([
      '10 documents or more carry the stamp 2026-05-12T10:00:00.000Z: no more than 10 of them can be read',
    ]);
  },
);

test('takes the smaller result window that the index names', async () => {
  const { server, config } = await serve(documents(9, 1), { cluster: { maxResultWindow: 4 }, source: { limit: 1000 } });
  const { lines, report } = await readStore(config, { window });
  expect([lines.length, report.problems]).toEqual([9, []]);
  expect(searchesOf(server).map((request) => JSON.parse(request.body).size)).toEqual([1000, 4, 4, 4]);
});

test('shards that failed and a search that ran out of time are problems', async () => {
  const { server, config } = await serve([]);
  const answer = {
    timed_out: true,
    _shards: {
      total: 5,
      successful: 3,
      failed: 2,
      failures: [{ shard: 1, reason: { type: 'node_disconnected_exception', reason: 'node went away' } }],
    },
    hits: { hits: [] },
  };
  server.intercept(() => undefined);
  server.intercept(() => ({ status: 200, body: JSON.stringify(answer) }));
  expect((await readStore(config, { window })).report.problems).toEqual([
    'Elasticsearch ran out of time inside a search: documents are missing',
    '2 of 5 shards failed (node_disconnected_exception: node went away): their documents are missing',
  ]);
});

test('an index that is not there is an error, and a pattern that matches none is blocked', async () => {
  const { config } = await serve([], { source: { index: 'gone' } });
  await expect(readStore(config, { window })).rejects.toThrow(
    'Elasticsearch answered 404: index_not_found_exception: no such index [gone]',
  );
  const pattern = await serve([], { source: { index: 'gone-*' } });
  await expect(readStore(pattern.config, { window })).rejects.toMatchObject({
    status: 'blocked',
    message: 'no index of Elasticsearch matches gone-*',
  });
});

test('an error inside a 200 is an error', async () => {
  const { server, config } = await serve([]);
  server.intercept(() => undefined);
  server.intercept(() => ({ status: 200, body: '{"error":{"type":"x","reason":"all shards failed"},"status":503}' }));
  await expect(readStore(config, { window })).rejects.toThrow('Elasticsearch answered 200: x: all shards failed');
});

test('documents without _source are told, not read as empty', async () => {
  const { server, config } = await serve([]);
  server.intercept(() => undefined);
  server.intercept(() => ({
    status: 200,
    body: JSON.stringify({ hits: { hits: [{ _index: 'logs', _id: 'a', sort: ['2026-05-12T10:00:00.000Z'] }] } }),
  }));
  await expect(readStore(config, { window })).rejects.toThrow(
    'Elasticsearch gives documents without _source, so that there is no line to read',
  );
});

test('where the types of fields are not told, asks for the window alone', async () => {
  const { server, config } = await serve(documents(2, 1, () => ({ status: 500 })));
  server.intercept(() => ({ status: 403, body: '{"error":"no permissions for [indices:data/read/field_caps]"}' }));
  const { lines, report } = await readStore(config, {
    window,
    where: [{ field: 'status', operator: '=', value: '200' }],
  });
  expect(lines).toHaveLength(2);
  expect(report.problems).toEqual([
    'Elasticsearch did not tell the types of its fields: only the window was asked for',
  ]);
});

test('where expensive queries are forbidden, leaves texts to causebook', async () => {
  const { config } = await serve(documents(20, 1), {
    cluster: { allowExpensive: false },
    source: { message: 'message' },
  });
  const { lines, report } = await readStore(config, { window, texts: ['line 1'] });
  expect(lines).toHaveLength(20);
  expect(report.problems).toEqual([
    'Elasticsearch forbids expensive queries: it gave all texts of the window, and causebook searched them',
  ]);
});

test('asks only for what can match: text inside words, numbers, words', async () => {
  const all = documents(100, 1, (index) => ({
    status: index,
    level: index % 10 === 0 ? 'error' : 'info',
    up: index < 3,
  }));
  const { config } = await serve(all, { source: { message: 'message' } });
  const count = async (filter: Partial<Filter>) => (await readStore(config, { window, ...filter })).lines.length;
  expect(await count({ texts: ['ine 9'] })).toBe(19);
  expect(await count({ texts: ['line 97', 'line 98'] })).toBe(2);
  expect(await count({ regex: 'line 42' })).toBe(1);
  expect(await count({ where: [{ field: 'status', operator: '>=', value: '95' }] })).toBe(5);
  expect(await count({ where: [{ field: 'status', operator: '=', value: '1x' }] })).toBe(10);
  expect(await count({ where: [{ field: 'level', operator: '=', value: 'error' }] })).toBe(10);
  expect(await count({ where: [{ field: 'level', operator: '~', value: '^err' }] })).toBe(10);
  expect(await count({ where: [{ field: 'up', operator: '=', value: 'true' }] })).toBe(3);
});

test('whole numbers that were cut off and keywords that were too long for the index are not lost', async () => {
  const { config } = await serve(
    documents(2, 1, (index) => ({ status: 499.7, level: index === 0 ? 'catastrophic' : 'x' })),
  );
  const count = async (field: string, operator: '>' | '=' | '<', value: string) =>
    (await readStore(config, { window, where: [{ field, operator, value }] })).lines.length;
  expect(await count('status', '>', '499')).toBe(2);
  expect(await count('status', '=', '499.7')).toBe(2);
  expect(await count('status', '>', '500')).toBe(0);
  expect(await count('level', '=', 'catastrophic')).toBe(1);
});

test('a message is the line, and the other fields are its labels', async () => {
  const { config } = await serve(
    documents(1, 1, () => ({ host: { name: 'a', ip: ['1', '2'] }, gone: null, status: 200 })),
    { source: { message: 'message' } },
  );
  const { lines } = await readStore(config, { window });
  expect(lines).toMatchObject([
    {
      place: 'logs/d0',
      text: 'line 0',
      atMs: sampleStart,
      labels: {
        '@timestamp': '2026-05-12T10:00:00.000000000Z',
        'host.name': 'a',
        'host.ip': '["1","2"]',
        status: '200',
      },
    },
  ]);
});

test('numbers keep their digits', async () => {
  const { server, config } = await serve([], { source: { message: 'text' } });
  const raw = '{"id":12345678901234567890,"list":[1.0,1e3],"n":5,"text":"7 \\"8.0\\" 9.0"}';
  const body = `{"hits":{"hits":[{"_index":"logs","_id":"a","_source":${raw},"sort":["2026-05-12T10:00:00.000Z",12345678901234567890]}]}}`;
  for (const _ of [1, 2]) {
    server.intercept(() => undefined);
    server.intercept(() => ({ status: 200, body }));
    server.intercept(() => undefined);
  }
  const { lines } = await readStore(config, { window });
  expect(lines[0]).toMatchObject({
    text: '7 "8.0" 9.0',
    labels: { id: '12345678901234567890', list: '[1.0,1e3]', n: '5' },
  });
  const whole = await readStore({ elasticsearch: { ...config.elasticsearch, message: undefined } }, { window });
  expect(whole.lines[0]?.text).toBe(raw);
});

test('looks for a text in the fields that were named for it', async () => {
  const { config, server } = await serve(documents(50, 1), { source: { search: ['message'] } });
  const { lines } = await readStore(config, { window, texts: ['line 17'] });
  expect(lines.map((line) => line.text)).toEqual([
    '{"@timestamp":"2026-05-12T10:00:00.000000017Z","message":"line 17"}',
  ]);
  await readStore(config, { window, texts: ['"message":"line 17"'] });
  expect(searchesOf(server).at(-1)?.body).not.toContain('wildcard');
});

test('names of indices cannot leave their place in the path', async () => {
  const { config, server } = await serve([]);
  await expect(
    readStore({ elasticsearch: { ...config.elasticsearch, index: 'a/../_all?x=#,b*' } }, { window }),
  ).rejects.toThrow();
  expect(server.requests[0]?.path).toBe('/a/../_all?x=#,b*/_pit');
});

test('the command is the first page of the search', async () => {
  const source = elasticsearchSource.parse({
    url: 'https://es.example',
    index: 'logs-*',
    api_key_env: 'ES_KEY',
    limit: 10,
  });
  const command = createStore({ elasticsearch: source }, { env: {}, now }).command({ ...everything, window });
  expect(command).toBe(
    `curl --silent --header "Authorization: ApiKey $ES_KEY" --header 'Content-Type: application/json' --data-raw '{"size":10,"timeout":"30s","track_total_hits":false,"sort":[{"@timestamp":{"order":"asc","format":"strict_date_optional_time_nanos","unmapped_type":"date"}}],"query":{"bool":{"filter":[{"range":{"@timestamp":{"gte":"2026-05-12T10:00:00.000Z","lt":"2026-05-12T10:01:00.001Z","format":"strict_date_optional_time"}}}]}}}' 'https://es.example/logs-*/_search'`,
  );
});
