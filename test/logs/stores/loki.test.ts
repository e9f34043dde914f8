import { afterEach, expect, test } from 'vitest';
import type { Filter } from '../../../src/logs/filter.ts';
import { createStore } from '../../../src/logs/stores/create-store.ts';
import { type LokiSource, lokiSource } from '../../../src/logs/stores/store-schema.ts';
import type { LokiEntry } from '../../helpers/stores/loki/logql.ts';
import { type FakeLoki, startLoki } from '../../helpers/stores/loki.ts';
import { everything, now, readStore } from '../../helpers/stores/read-store.ts';
import { sampleStart } from '../../helpers/stores/sample.ts';
import type { FakeRequest, FakeServer } from '../../helpers/stores/server.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

const start = BigInt(sampleStart) * 1_000_000n;
const window = { fromMs: sampleStart, toMs: sampleStart + 60_000 };

async function serve(
  entries: FakeLoki['entries'],
  of: { readonly fake?: Partial<FakeLoki>; readonly source?: object } = {},
): Promise<{ readonly server: FakeServer; readonly config: { readonly loki: LokiSource } }> {
  const server = await startLoki({ entries, ...of.fake });
  closings.push(server.close);
  return { server, config: { loki: lokiSource.parse({ url: server.url, labels: { app: 'crm' }, ...of.source }) } };
}

/** Entries of one stream or of several in turn, each `stepNs` after the one before. */
function entries(
  count: number,
  of: { readonly stepNs: bigint; readonly streams?: number; readonly line?: (index: number) => string },
): LokiEntry[] {
  const { stepNs, streams = 1, line = (index) => `line ${index}` } = of;
  return Array.from({ length: count }, (_, index) => ({
    labels: { app: 'crm', pod: `crm-${index % streams}` },
    ns: start + BigInt(index) * stepNs,
    line: line(index),
  }));
}

const queryOf = (request: FakeRequest | undefined) => request?.query.get('query');
const rangesOf = (server: FakeServer) => server.requests.filter((request) => request.path.endsWith('query_range'));

async function queryFor(filter: Partial<Filter>, source: object = {}): Promise<string | null | undefined> {
  const { server, config } = await serve([], { source });
  await readStore(config, { window, ...filter });
  return queryOf(server.requests[0]);
}

test('a page that ends between lines of one nanosecond neither loses nor repeats any', async () => {
  const { config } = await serve(
    Array.from({ length: 40 }, (_, index) => ({
      labels: { app: 'crm', pod: `crm-${index % 3}` },
      ns: start + BigInt(Math.floor(index / 4)),
      // Equal lines at one stamp in one stream come as often as they are there.
      line: index % 4 < 2 ? `same ${index % 2}` : `line ${index}`,
    })),
    { source: { limit: 7 } },
  );
  const { lines, report } = await readStore(config, { window });
  expect(lines).toHaveLength(40);
  expect(report.problems).toEqual([]);
});

test('a page full of one stamp ends, and says what could not be read', async () => {
  const { config } = await serve(
    [
      ...entries(5, { stepNs: 1n }),
      ...entries(30, { stepNs: 0n }).map((entry) => ({ ...entry, ns: start + 10n })),
      ...entries(1, { stepNs: 0n }).map((entry) => ({ ...entry, ns: start + 20n, line: 'last' })),
    ],
    { source: { limit: 10 } },
  );
  const { lines, report } = await readStore(config, { window });
  expect(lines.at(-1)?.text).toBe('last');
  expect(lines).toHaveLength(16);
  expect(report.problems).toEqual([
    'Loki counts 36 lines where 16 came: some came or went meanwhile, or were lost between its pages',
    '10 lines or more carry the stamp 2026-05-12T10:00:00.000000010Z: Loki gives no more than 10 of them',
  ]);
});

test('exactly one page full of one stamp is no problem', async () => {
  const { config } = await serve(
    [...entries(10, { stepNs: 0n }), ...entries(4, { stepNs: 1n }).map((entry) => ({ ...entry, ns: entry.ns + 5n }))],
    { source: { limit: 10 } },
  );
  const { lines, report } = await readStore(config, { window });
  expect([lines.length, report.problems]).toEqual([14, []]);
});

test('the border is told by nanoseconds, which a number of JavaScript cannot hold', async () => {
  const { config, server } = await serve(entries(9, { stepNs: 1n }), { source: { limit: 4 } });
  const { lines } = await readStore(config, { window });
  expect(lines.map((line) => line.place.split(' ').at(-1))).toEqual(
    Array.from({ length: 9 }, (_, index) => String(start + BigInt(index))),
  );
  expect(rangesOf(server).map((request) => request.query.get('start'))).toEqual(
    [0, 3, 6].map((index) => String(start + BigInt(index))),
  );
});

test('takes the lower limit that the server names', async () => {
  const { config, server } = await serve(entries(25, { stepNs: 1000n }), { fake: { maxEntries: 10 } });
  const { lines, report } = await readStore(config, { window });
  expect(lines).toHaveLength(25);
  expect(rangesOf(server).map((request) => request.query.get('limit'))).toEqual(['5000', '10', '10', '10']);
  expect(report.problems).toEqual([]);
});

test('splits a window that is longer than the server allows', async () => {
  const { config, server } = await serve(entries(120, { stepNs: 1_000_000_000n }), { fake: { maxQueryMs: 25_000 } });
  const { lines, report } = await readStore(config, { window });
  expect(lines).toHaveLength(61);
  expect(rangesOf(server)).toHaveLength(4);
  expect(report.problems).toEqual([]);
});

test('halves a window that reads more bytes than the server allows', async () => {
  const { config } = await serve(entries(60, { stepNs: 1_000_000_000n }), { fake: { maxQueryBytes: 100 } });
  const { lines } = await readStore(config, { window });
  expect(lines).toHaveLength(60);
});

test('refuses to split for ever', async () => {
  const { config } = await serve(entries(60, { stepNs: 1n }), { fake: { maxQueryBytes: 100 } });
  await expect(readStore(config, { window })).rejects.toThrow(
    /^Loki answered 400: the query would read too many bytes/,
  );
});

test('asks for smaller pages where one is too large', async () => {
  const { config, server } = await serve(entries(8, { stepNs: 1n }), { source: { limit: 8 }, fake: { gzip: true } });
  server.intercept(() => ({ status: 200, body: ' '.repeat(64 * 1024 * 1024 + 1) }));
  server.intercept(() => ({
    status: 500,
    body: 'rpc error: code = ResourceExhausted desc = grpc: received message larger than max (105906176 vs. 104857600)',
  }));
  const { lines } = await readStore(config, { window });
  expect(lines).toHaveLength(8);
  expect(
    rangesOf(server)
      .slice(0, 3)
      .map((request) => request.query.get('limit')),
  ).toEqual(['8', '4', '2']);
});

test('counts what came over several pages, and says when Loki counts otherwise', async () => {
  const { config, server } = await serve(entries(9, { stepNs: 1n }), { source: { limit: 5 } });
  server.intercept(() => undefined);
  server.intercept((request) => ({
    ...{ status: 200, body: '{"status":"success","data":{"resultType":"streams","result":[]}}' },
    headers: { 'x-lost': request.path },
  }));
  const { lines, report } = await readStore(config, { window });
  expect(lines).toHaveLength(5);
  expect(report.problems).toEqual([
    'Loki counts 9 lines where 5 came: some came or went meanwhile, or were lost between its pages',
  ]);
});

test('an error inside a 200 is an error', async () => {
  const { config, server } = await serve([]);
  server.intercept(() => ({ status: 200, body: '{"status":"error","errorType":"bad_data","error":"ring is empty"}' }));
  await expect(readStore(config, { window })).rejects.toThrow('Loki answered 200: ring is empty');
});

test('warnings of Loki are problems', async () => {
  const { config, server } = await serve([]);
  server.intercept(() => ({
    status: 200,
    body: '{"status":"success","warnings":["some ingesters did not answer"],"data":{"resultType":"streams","result":[]}}',
  }));
  expect((await readStore(config, { window })).report.problems).toEqual(['Loki warns: some ingesters did not answer']);
});

test('leaves a regular expression that Loki cannot read to causebook', async () => {
  const { config, server } = await serve(entries(3, { stepNs: 1n }));
  server.intercept(() => ({
    status: 400,
    body: 'parse error : error parsing regexp: missing argument to repetition operator: `*`',
  }));
  const { lines, report } = await readStore(config, { window, regex: 'line [12]' });
  expect(lines).toHaveLength(3);
  expect(report.problems).toEqual([
    'Loki cannot read the regular expression: it gave all other lines, and causebook looked for it in them',
  ]);
  expect(rangesOf(server).map(queryOf)).toEqual(['{app="crm"} |~ "line [12]"', '{app="crm"}']);
});

test('names the tenant, and signs in', async () => {
  const fake = { tenant: 'team-a', authorization: 'Bearer t0ken' };
  const { config } = await serve(entries(1, { stepNs: 1n }), {
    fake,
    source: { tenant: 'team-a', token_env: 'LOKI_TOKEN' },
  });
  expect((await readStore(config, { window }, { env: { LOKI_TOKEN: 't0ken' } })).lines).toHaveLength(1);
  await expect(
    readStore({ loki: { ...config.loki, tenant: undefined } }, { window }, { env: { LOKI_TOKEN: 't0ken' } }),
  ).rejects.toThrow('Loki answered 401: no org id');
});

test('without a window reads the last hours, and says so', async () => {
  const { config, server } = await serve(entries(1, { stepNs: 1n }), { source: { since: 2 } });
  const { lines, report } = await readStore(config);
  expect(lines).toHaveLength(1);
  expect(report.problems).toEqual(['no window was given: only the last 2 hours were asked for']);
  expect(server.requests[0]?.query.get('start')).toBe(String(BigInt(now().getTime() - 7_200_000) * 1_000_000n));
});

test('widens the window by the slack of the stamps', async () => {
  const { config, server } = await serve([], { source: { slack: 5 } });
  await readStore(config, { window });
  const { query } = server.requests[0] as FakeRequest;
  expect([query.get('start'), query.get('end')]).toEqual([
    String(start - 5_000_000_000n),
    String(start + 65_001_000_000n),
  ]);
});

test('sends many texts as a form', async () => {
  const { config, server } = await serve(entries(3000, { stepNs: 1n }));
  const texts = Array.from({ length: 500 }, (_, index) => `line ${index * 6}`);
  const { lines } = await readStore(config, { window, texts });
  expect(lines.length).toBeGreaterThanOrEqual(500);
  expect(server.requests[0]?.method).toBe('POST');
});

test('gives the labels of the stream, without those that the query made', async () => {
  const { config } = await serve(entries(1, { stepNs: 1n, line: () => '{"status":500}' }), {
    source: { lines: 'json' },
  });
  const { lines } = await readStore(config, { window, where: [{ field: 'status', operator: '>=', value: '500' }] });
  expect(lines).toEqual([
    {
      place: `{app="crm", pod="crm-0"} ${start}`,
      text: '{"status":500}',
      atMs: sampleStart,
      stream: '[["app","crm"],["pod","crm-0"]]',
      labels: { app: 'crm', pod: 'crm-0' },
    },
  ]);
});

test.each([
  [{}, {}, '{app="crm"}'],
  [{}, { labels: { app: ['crm', 'a.b"'] } }, '{app=~"crm|a\\\\.b\\""}'],
  [{}, { labels: {}, selector: '{app=~"crm.*", env!="dev",}' }, '{app=~"crm.*", env!="dev"}'],
  [{ texts: ['a"b\\c\n'] }, {}, '{app="crm"} |= "a\\"b\\\\c\\n"'],
  [{ texts: ['a.b', 'c'] }, {}, '{app="crm"} |~ "a\\\\.b|c"'],
  [{ texts: ['a', '\ud800'] }, {}, '{app="crm"}'],
  [{ texts: [''] }, {}, '{app="crm"}'],
  [{ regex: 'id=\\d+' }, {}, '{app="crm"} |~ "(?:id=\\\\d+)|[^\\\\x00-\\\\x7F]"'],
  [{ regex: '(?=x)' }, {}, '{app="crm"}'],
  [
    { where: [{ field: 'level', operator: '=', value: 'error' }] },
    { stream_labels: ['level'] },
    '{app="crm", level="error"}',
  ],
  [
    { where: [{ field: 'level', operator: '>', value: '3' }] },
    { stream_labels: ['level'] },
    '{app="crm"} | (level != "" and level > 3)',
  ],
  [{ where: [{ field: 'level', operator: '=', value: 'error' }] }, {}, '{app="crm"}'],
  [
    { where: [{ field: 'status', operator: '>=', value: '500' }] },
    { lines: 'json' },
    '{app="crm"} | json causebook_0="status" | (causebook_0 != "" and causebook_0 >= 500)',
  ],
  [
    { where: [{ field: 'http.status', operator: '=', value: 'x' }] },
    { lines: 'json' },
    '{app="crm"} | json causebook_0="http.status" | (causebook_0 = "x" or causebook_0 = "")',
  ],
  [{ where: [{ field: 'a-b', operator: '=', value: 'x' }] }, { lines: 'json' }, '{app="crm"}'],
  [{ where: [{ field: 'ms', operator: '<', value: '-1' }] }, { lines: 'logfmt' }, '{app="crm"}'],
] as readonly (readonly [Partial<Filter>, object, string])[])('%j asked of %j', async (filter, source, query) => {
  expect(await queryFor(filter, source)).toBe(query);
});

test.each(['5e2', '500.0', '500', '{"a":500}', '-0', '12345678901234567890'])(
  'a field that a line spells %s is not lost',
  async (value) => {
    const { config } = await serve(entries(1, { stepNs: 1n, line: () => `{"status":${value}}` }), {
      source: { lines: 'json' },
    });
    const text = String(typeof JSON.parse(value) === 'object' ? value : JSON.parse(value));
    for (const pattern of [`^${text.slice(0, 3).replace(/[{"+.]/g, '.')}`, '^(5|0|1|.)']) {
      const { lines } = await readStore(config, {
        window,
        where: [{ field: 'status', operator: '~', value: pattern }],
      });
      expect(lines).toHaveLength(1);
    }
  },
);

test('the command is the first request, its credentials named by their variables', async () => {
  const loki = lokiSource.parse({
    url: 'https://loki.example/proxy/',
    labels: { app: 'crm' },
    tenant: 'a',
    token_env: 'LOKI_TOKEN',
    limit: 50,
  });
  const command = createStore({ loki }, { env: { LOKI_TOKEN: 'hidden' }, now }).command({
    ...everything,
    texts: ["it's"],
    window,
  });
  expect(command).toBe(
    `curl --silent --header "Authorization: Bearer $LOKI_TOKEN" --get --header 'X-Scope-OrgID: a' --data-urlencode 'query={app="crm"} |= "it'\\''s"' --data-urlencode start=${start} --data-urlencode end=${start + 60_001_000_000n} --data-urlencode limit=50 --data-urlencode direction=forward https://loki.example/proxy/loki/api/v1/query_range`,
  );
});
