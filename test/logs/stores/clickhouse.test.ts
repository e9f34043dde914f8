import { afterEach, expect, test } from 'vitest';
import { createStore } from '../../../src/logs/stores/create-store.ts';
import { type ClickhouseSource, clickhouseSource } from '../../../src/logs/stores/store-schema.ts';
import type { FakeTable } from '../../helpers/stores/clickhouse/expression.ts';
import { type FakeClickhouse, startClickhouse } from '../../helpers/stores/clickhouse.ts';
import { everything, now, readStore } from '../../helpers/stores/read-store.ts';
import { sampleStart } from '../../helpers/stores/sample.ts';
import type { FakeServer } from '../../helpers/stores/server.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

const window = { fromMs: sampleStart, toMs: sampleStart + 60_000 };
const columns: FakeTable['columns'] = {
  at: 'DateTime64(3)',
  line: 'String',
  status: 'Nullable(UInt16)',
  tags: 'Array(String)',
};

async function serve(
  rows: FakeTable['rows'],
  of: { readonly fake?: Partial<FakeClickhouse>; readonly source?: object } = {},
): Promise<{ readonly server: FakeServer; readonly config: { readonly clickhouse: ClickhouseSource } }> {
  const server = await startClickhouse({ tables: { 'default.crm': { columns, rows } }, ...of.fake });
  closings.push(server.close);
  const source = { url: server.url, table: 'crm', timestamp: 'at', line: 'line', ...of.source };
  return { server, config: { clickhouse: clickhouseSource.parse(source) } };
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    at: sampleStart + index,
    line: `line ${index}`,
    status: index % 2 === 0 ? 500 : null,
    tags: '[]',
  }));
const row = (index: number) =>
  `${JSON.stringify({ causebook_at: String(sampleStart + index), causebook_line: `DB::Exception ${index}`, causebook_labels: [] })}\n`;
const limitReached =
  'Code: 241. DB::Exception: Memory limit (total) exceeded: would use 9.31 GiB. (MEMORY_LIMIT_EXCEEDED) (version 25.8.1.1)';

test.each([
  ['bare, in the middle of a row', { body: [row(0), row(1).slice(0, 30), limitReached, '\n'] }],
  ['bare, after a row', { body: [row(0), `${limitReached}\n`] }],
  ['as a row of its own', { body: [row(0), `${JSON.stringify({ exception: limitReached })}\n`] }],
  ['behind a mark', { body: [row(0), `__exception__\n${limitReached}\n`] }],
  [
    'behind a mark with a tag, and the connection breaks',
    {
      body: [
        row(0),
        `__exception__\r\ndngjzjnxkvlwkeua\r\n${limitReached}\r\n120 dngjzjnxkvlwkeua\r\n__exception__\r\n`,
      ],
      breakOff: true,
    },
  ],
  ['in one piece with the rows', { body: [`${row(0)}${limitReached}`] }],
])('an error that comes after the first rows of a 200 is an error: %s', async (_, answer) => {
  const { server, config } = await serve([]);
  server.intercept(() => ({ status: 200, ...answer }));
  const came: string[] = [];
  const reading = readStore(config, {}, { onLines: (lines) => came.push(...lines.map((line) => line.text)) });
  await expect(reading).rejects.toThrow(`ClickHouse answered 200: ${limitReached}`);
  expect(came).toEqual(['DB::Exception 0']);
});

test('an error told by a trailer alone is an error', async () => {
  const { server, config } = await serve([]);
  server.intercept(() => ({ status: 200, body: [row(0)], trailers: { 'X-ClickHouse-Exception-Code': '159' } }));
  await expect(readStore(config)).rejects.toThrow('ClickHouse answered 200: Code: 159, after some of the rows');
});

test('an error told by the head of a 200 is an error', async () => {
  const { server, config } = await serve([]);
  server.intercept(() => ({
    status: 200,
    headers: { 'x-clickhouse-exception-code': '159' },
    body: 'Code: 159. DB::Exception: Timeout exceeded',
  }));
  await expect(readStore(config)).rejects.toThrow(
    'ClickHouse answered 200: Code: 159. DB::Exception: Timeout exceeded',
  );
});

test('says how far ClickHouse had come', async () => {
  const { server, config } = await serve([]);
  server.intercept(() => ({
    status: 200,
    headers: { 'x-clickhouse-summary': '{"read_rows":"1244595","read_bytes":"9956760"}' },
    body: [row(0), 'Code: 159. DB::Exception: Timeout exceeded\n'],
  }));
  await expect(readStore(config)).rejects.toThrow(
    'Code: 159. DB::Exception: Timeout exceeded (after it had read 1244595 rows)',
  );
});

test('an answer that ends inside a row is not whole', async () => {
  const { server, config } = await serve([]);
  server.intercept(() => ({ status: 200, body: [row(0), row(1).slice(0, 30)] }));
  await expect(readStore(config)).rejects.toThrow('ClickHouse answered 200: an answer that ends inside a row');
});

test('rows that are cut anywhere by the wire are whole again', async () => {
  const { server, config } = await serve([]);
  const text = Array.from({ length: 50 }, (_, index) => row(index)).join('');
  server.intercept(() => ({ status: 200, body: text.match(/[\s\S]{1,7}/g) ?? [] }));
  expect((await readStore(config)).lines.map((line) => line.text)).toEqual(
    Array.from({ length: 50 }, (_, index) => `DB::Exception ${index}`),
  );
});

test('asks to read only, within bounds, and to fail rather than answer in part', async () => {
  const { server, config } = await serve(rows(3));
  await readStore(config, { window }, { maxLines: 7 });
  const settings = Object.fromEntries(server.requests[0]?.query ?? []);
  expect(settings).toMatchObject({
    readonly: '2',
    max_execution_time: '29',
    max_result_rows: '8',
    timeout_overflow_mode: 'throw',
    result_overflow_mode: 'throw',
    read_overflow_mode: 'throw',
    cancel_http_readonly_queries_on_client_close: '1',
  });
});

test('a user who may change no settings is asked without, and it is told', async () => {
  const { config } = await serve(rows(3), { fake: { noSettings: true } });
  const { lines, report } = await readStore(config, { window });
  expect([lines.length, report.requests, report.problems]).toEqual([
    3,
    2,
    ['ClickHouse refuses settings from this user: its own limits hold'],
  ]);
});

test('no value stands in the statement', async () => {
  const { server, config } = await serve(rows(3), { source: { columns: ['status'] } });
  const texts = ["') OR 1=1 --", 'tab\tand\nline', '\\'];
  await readStore(config, {
    window,
    texts,
    regex: 'x[0-9]',
    where: [{ field: 'status', operator: '>=', value: '500' }],
  });
  const { body, query } = server.requests[0] as (typeof server.requests)[number];
  expect(body).toBe(
    "SELECT toString(toUnixTimestamp64Milli(toDateTime64(`at`, 3))) AS causebook_at, `line` AS causebook_line, CAST([toString(`status`)], 'Array(Nullable(String))') AS causebook_labels FROM `crm` WHERE `at` >= fromUnixTimestamp64Milli({p0:Int64}) AND `at` < fromUnixTimestamp64Milli({p1:Int64}) AND (position(`line`, {p2:String}) > 0 OR position(`line`, {p3:String}) > 0 OR position(`line`, {p4:String}) > 0) AND match(`line`, {p5:String}) AND (ifNull(toFloat64OrNull(toString(`status`)) >= {p6:Float64}, 0) OR match(toTypeName(`status`), '^(Nullable\\\\(|LowCardinality\\\\()*(Array|Map|Tuple|Nested|JSON|Object|Variant|Dynamic|Date|Time|Interval|Bool)')) ORDER BY `at` LIMIT 100001 FORMAT JSONEachRow",
  );
  expect(['p2', 'p3', 'p4', 'p5', 'p6'].map((name) => query.get(`param_${name}`))).toEqual([
    "') OR 1=1 --",
    'tab\\tand\\nline',
    '\\\\',
    '(?-s:x[0-9])',
    '500',
  ]);
});

test('names with quotes in them stay names', async () => {
  const { config } = await serve([], { source: { table: 'a` -- ' } });
  await expect(readStore(config)).rejects.toThrow(
    "ClickHouse answered 404: Code: 60. DB::Exception: Unknown table expression identifier 'a` -- '. (UNKNOWN_TABLE)",
  );
});

test('labels are the columns that were asked for, without those that are empty', async () => {
  const { config } = await serve(rows(2), { source: { columns: ['status'] } });
  const { lines } = await readStore(config, { window });
  expect(lines).toMatchObject([
    { place: 'crm 2026-05-12T10:00:00.000Z #1', text: 'line 0', atMs: sampleStart, labels: { status: '500' } },
    { place: 'crm 2026-05-12T10:00:00.001Z #2', text: 'line 1', atMs: sampleStart + 1, labels: {} },
  ]);
});

test('refused credentials block', async () => {
  const { config } = await serve([], { fake: { authorization: 'Basic x' } });
  await expect(readStore(config)).rejects.toMatchObject({
    status: 'blocked',
    message: expect.stringMatching(/^ClickHouse answered 403: Code: 516\./),
  });
});

test('the command is the query, its password named by its variable', async () => {
  const source = clickhouseSource.parse({
    url: 'http://ch.example:8123',
    table: 'crm',
    timestamp: 'at',
    line: 'line',
    user: 're"ader',
    password_env: 'CH_PASSWORD',
  });
  const command = createStore({ clickhouse: source }, { env: {}, now }).command({ ...everything, texts: ['x'] });
  expect(command).toMatch(
    /^curl --silent --user "re\\"ader:\$CH_PASSWORD" --data-raw 'SELECT .*' 'http:\/\/ch\.example:8123\/\?readonly=2&.*&param_p0=x'$/,
  );
});
