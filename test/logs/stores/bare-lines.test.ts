import { afterEach, expect, test } from 'vitest';
import { clickhouseSource, elasticsearchSource } from '../../../src/logs/stores/store-schema.ts';
import { askSource } from '../../helpers/stores/ask-source.ts';
import { startClickhouse } from '../../helpers/stores/clickhouse.ts';
import { startCluster } from '../../helpers/stores/elasticsearch.ts';
import { sampleStart } from '../../helpers/stores/sample.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

const window = { fromMs: sampleStart, toMs: sampleStart + 60_000 };
const lineOf = (index: number) => `{"status":200,"id":"CUST_${index}"}`;

async function documentsOf(message: string) {
  const documents = Array.from({ length: 4 }, (_, index) => ({
    id: `d${index}`,
    source: {
      '@timestamp': new Date(sampleStart + index).toISOString(),
      host: { name: 'crm-1' },
      [index % 2 === 0 ? 'body' : 'text']: lineOf(index),
    },
  }));
  const mapping = { '@timestamp': { type: 'date' } } as const;
  const server = await startCluster({ pit: 'elasticsearch', indices: { logs: { mapping, documents } } });
  closings.push(server.close);
  return { elasticsearch: elasticsearchSource.parse({ url: server.url, index: 'logs', message }) };
}

async function rowsOf(line: (index: number) => string | null) {
  const rows = Array.from({ length: 4 }, (_, index) => ({ at: sampleStart + index, line: line(index) }));
  const columns = { at: "DateTime64(3, 'UTC')", line: 'Nullable(String)' } as const;
  const server = await startClickhouse({ tables: { 'default.crm': { columns, rows } } });
  closings.push(server.close);
  const given = { url: server.url, table: 'crm', timestamp: 'at', line: 'line' };
  return { server, clickhouse: clickhouseSource.parse(given) };
}

test('documents without the field of the line are lines that do not parse, and said', async () => {
  const { verdict, facts } = await askSource(await documentsOf('text'), {}, { window });
  expect(facts).toMatchObject({ n: 2 });
  expect(verdict.say).toMatch(/; 2 of 4 lines did not parse, first at logs\/d0$/);
  expect(facts.read).toMatchObject({ problems: ['2 of 4 documents do not have the field "text"'] });
});

test('a field that no document has is an error that names the fields there are', async () => {
  await expect(askSource(await documentsOf('mesage'), {}, { window })).rejects.toMatchObject({
    message: 'none of the 4 documents has the field "mesage"',
    unblock: 'Name another one in `message`: @timestamp, host.name, body',
  });
});

test('rows without a line are lines that do not parse, and said', async () => {
  const { clickhouse } = await rowsOf((index) => (index === 0 ? null : lineOf(index)));
  const { verdict, facts } = await askSource({ clickhouse }, {}, { window });
  expect(facts).toMatchObject({ n: 3 });
  expect(verdict.say).toMatch(/; 1 of 4 lines did not parse, first at crm 2026-05-12T10:00:00.000Z #1$/);
  expect(facts.read).toMatchObject({ problems: ['1 of 4 rows do not have a text in the column "line"'] });
});

test('a column that is empty in every row is an error', async () => {
  const { clickhouse } = await rowsOf(() => null);
  await expect(askSource({ clickhouse }, {}, { window })).rejects.toMatchObject({
    message: 'none of the 4 rows has a text in the column "line"',
    unblock: 'Name another one in `line`',
  });
});

test('a row without a stamp is a line without a time', async () => {
  const { server, clickhouse } = await rowsOf(lineOf);
  const rows = [null, String(sampleStart)].map((at) =>
    JSON.stringify({ causebook_at: at, causebook_line: lineOf(1), causebook_labels: [] }),
  );
  server.intercept(() => ({ status: 200, body: `${rows.join('\n')}\n` }));
  const { facts } = await askSource({ clickhouse }, {}, { window });
  expect(facts).toMatchObject({ n: 1, read: { unstamped: 1, parsed: 2 } });
});

test('an answer of something else than ClickHouse is called what it is', async () => {
  const { server, clickhouse } = await rowsOf(lineOf);
  server.intercept(() => ({ status: 200, body: '<html><body>Sign in</body></html>' }));
  await expect(askSource({ clickhouse }, {}, { window })).rejects.toThrow(
    'ClickHouse answered 200: something that is not JSON: <html><body>Sign in</body></html>',
  );
});
