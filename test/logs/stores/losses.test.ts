import { afterEach, expect, test } from 'vitest';
import { elasticsearchSource, lokiSource } from '../../../src/logs/stores/store-schema.ts';
import { askSource } from '../../helpers/stores/ask-source.ts';
import { startCluster } from '../../helpers/stores/elasticsearch.ts';
import { startLoki } from '../../helpers/stores/loki.ts';
import { sampleStart } from '../../helpers/stores/sample.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

const window = { fromMs: sampleStart, toMs: sampleStart + 60_000 };
const lineOf = (index: number) => `{"i":${index},"id":"CUST_${index}"}`;

async function startDocuments(count: number) {
  const documents = Array.from({ length: count }, (_, index) => ({
    id: `d${index}`,
    source: { '@timestamp': new Date(sampleStart + index).toISOString(), id: `CUST_${index}` },
  }));
  const server = await startCluster({
    pit: 'none',
    indices: { logs: { mapping: { '@timestamp': { type: 'date' } }, documents } },
  });
  closings.push(server.close);
  return {
    server,
    elasticsearch: elasticsearchSource.parse({ url: server.url, index: 'logs', flavour: 'opensearch' }),
  };
}

test.each([
  ['shards failed', { _shards: { total: 3, failed: 1 } }, '1 of 3 shards failed: their documents are missing'],
  ['time ran out', { timed_out: true }, 'Elasticsearch ran out of time inside a search: documents are missing'],
])('an answer of Elasticsearch of which %s is no plain pass', async (_, wrong, told) => {
  const { server, elasticsearch } = await startDocuments(3);
  const hit = { _index: 'logs', _id: 'd0', _source: { id: 'CUST_1' }, sort: [new Date(sampleStart).toISOString()] };
  server.intercept(() => undefined);
  server.intercept(() => ({
    status: 200,
    body: JSON.stringify({ _shards: { total: 3, failed: 0 }, ...wrong, hits: { hits: [hit] } }),
  }));
  const { verdict, facts, evidence } = await askSource(
    { elasticsearch },
    { missing: { ids: ['CUST_1', 'CUST_99'] } },
    { window },
  );
  expect(verdict).toMatchObject({
    status: 'warn',
    say: '1 of 2 ids is not in what was read of CRM log from 2026-05-12T10:00:00Z to 2026-05-12T10:01:00Z: CUST_99; not read to the end: crm',
  });
  expect(facts.read).toMatchObject({ cut: ['crm'], problems: [told] });
  expect(evidence).toContainEqual({ source: 'reading', text: told });
});

test('lines of one stamp that Loki does not give are no plain pass', async () => {
  const entries = Array.from({ length: 30 }, (_, index) => ({
    labels: { app: 'crm' },
    ns: BigInt(sampleStart) * 1_000_000n,
    line: lineOf(index),
  }));
  const server = await startLoki({ entries });
  closings.push(server.close);
  const loki = lokiSource.parse({ url: server.url, labels: { app: 'crm' }, limit: 10 });
  const { verdict } = await askSource({ loki }, {}, { window });
  expect(verdict.status).toBe('warn');
  expect(verdict.say).toMatch(/^10 events.*; not read to the end: crm$/);
});

test('what a store says besides, with nothing missing, is no loss', async () => {
  const server = await startLoki({ entries: [] });
  closings.push(server.close);
  const stream = { stream: { app: 'crm' }, values: [[`${sampleStart}000000`, lineOf(1)]] };
  const answer = (warning: string) => ({
    status: 200,
    body: JSON.stringify({
      status: 'success',
      warnings: [warning],
      data: { resultType: 'streams', result: [stream] },
    }),
  });
  const loki = lokiSource.parse({ url: server.url, labels: { app: 'crm' } });
  server.intercept(() => answer('this is experimental'));
  expect((await askSource({ loki }, {}, { window })).verdict.status).toBe('pass');
  server.intercept(() => answer('the results are partial'));
  expect((await askSource({ loki }, {}, { window })).verdict.status).toBe('warn');
});

test('that a window was not given, or credentials go unencrypted, is told, and finding nothing is still an answer', async () => {
  const server = await startLoki({ entries: [] });
  closings.push(server.close);
  const url = server.url.replace('127.0.0.1', '0.0.0.0');
  const loki = lokiSource.parse({ url, labels: { app: 'crm' }, token_env: 'TOKEN' });
  const { verdict, facts } = await askSource({ loki }, { match: 'NOWHERE' }, { env: { TOKEN: 'x' } });
  expect(verdict).toEqual({ outcome: 'none', status: 'pass', say: 'no events' });
  expect(facts.read).toMatchObject({
    problems: [
      `the credentials for Loki go to ${new URL(url).host} unencrypted`,
      'no window was given: only the last 24 hours were asked for',
    ],
    cut: [],
  });
});

test('finding nothing in an answer of which a part is missing is an error', async () => {
  const { server, elasticsearch } = await startDocuments(0);
  server.intercept(() => undefined);
  server.intercept(() => ({
    status: 200,
    body: JSON.stringify({ _shards: { total: 3, failed: 1 }, hits: { hits: [] } }),
  }));
  await expect(askSource({ elasticsearch }, {}, { window })).rejects.toThrow(
    'CRM log: 1 of 3 shards failed: their documents are missing',
  );
});
