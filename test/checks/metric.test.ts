import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { metric } from '../../src/checks/metric.ts';
import type { SourceEntry } from '../../src/logs/source.ts';
import { metricsSource } from '../../src/logs/source-schema.ts';
import { type ContextParts, createCheckContext } from '../helpers/check-context.ts';
import { type FakeAnswer, type FakeRequest, type FakeServer, startServer } from '../helpers/stores/server.ts';

const open: FakeServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const now = new Date('2026-05-12T12:00:00Z');
const window = { fromMs: Date.parse('2026-05-12T10:00:00Z'), toMs: Date.parse('2026-05-12T11:00:00Z') };

async function serve(answer: FakeAnswer | ((request: FakeRequest) => FakeAnswer)): Promise<FakeServer> {
  const server = await startServer((request) => (typeof answer === 'function' ? answer(request) : answer));
  open.push(server);
  return server;
}

function sourceAt(url: string, more: object = {}): SourceEntry {
  const metrics = metricsSource.parse({ prometheus: { url, ...more } });
  return { id: 'prom', title: 'Prometheus', owner: 'Operations', kind: 'metrics', metrics };
}

async function run(
  url: string,
  given: Record<string, unknown> = {},
  parts: ContextParts & { readonly source?: object } = {},
) {
  const { source, ...context } = parts;
  return metric.run(
    metric.parameters.parse({ source: 'prom', query: 'errors', ...given }),
    await createCheckContext({ sources: [sourceAt(url, source)], now, window, ...context }),
  );
}

type Values = readonly (readonly [at: string, value: string])[];
const success = (data: object, more: object = {}): FakeAnswer => ({
  status: 200,
  body: JSON.stringify({ status: 'success', data, ...more }),
});
const matrix = (...all: readonly { readonly metric?: object; readonly values: Values }[]) =>
  success({
    resultType: 'matrix',
    result: all.map(({ metric: labels = {}, values }) => ({
      metric: labels,
      values: values.map(([at, value]) => [Date.parse(`2026-05-12T${at}Z`) / 1000, value]),
    })),
  });
const failure = (status: number, errorType: string, error: string): FakeAnswer => ({
  status,
  body: JSON.stringify({ status: 'error', errorType, error }),
});

test('the window is asked for with half of it on both sides, at round times, and at most to now', async () => {
  const server = await serve(matrix({ values: [['10:30:00', '1']] }));
  const result = await run(server.url);
  expect(Object.fromEntries(server.requests[0]?.query ?? [])).toMatchObject({
    query: 'errors',
    start: '2026-05-12T09:30:00.000Z',
    end: '2026-05-12T11:30:00.000Z',
    step: '15',
  });
  expect(result.command).toBe(
    `curl --silent --get --data-urlencode query=errors --data-urlencode start=2026-05-12T09:30:00.000Z --data-urlencode end=2026-05-12T11:30:00.000Z --data-urlencode step=15 ${server.url}/api/v1/query_range`,
  );
  expect(Object.keys(result.facts).sort()).toEqual(Object.keys(metric.facts).sort());
  await run(server.url, { pad: '2h', step: '1m' });
  expect(Object.fromEntries(server.requests[1]?.query ?? [])).toMatchObject({
    start: '2026-05-12T08:00:00.000Z',
    end: '2026-05-12T12:00:00.000Z',
    step: '60',
  });
});

const peak = matrix(
  {
    metric: { __name__: 'errors', job: 'crm', pod: 'a' },
    values: [
      ['09:45:00', '1'],
      ['10:00:00', '2'],
      ['10:15:00', '8'],
      ['10:30:00', '9.5'],
      ['10:45:00', '7'],
      ['11:00:00', '3'],
      ['11:15:00', '1'],
    ],
  },
  { metric: { __name__: 'errors', job: 'crm', pod: 'b' }, values: [['10:15:00', '4']] },
);

test('values beyond a limit are a fail: how far, since when, for how long, against before and after', async () => {
  const server = await serve(peak);
  const result = await run(server.url, { step: '15m', expect: { max: 5, for: '10m' } });
  expect(result.facts).toMatchObject({
    series: 2,
    breached: true,
    breached_series: 1,
    last: 3,
    min: 2,
    max: 9.5,
    mean: 5.9,
    before: 1,
    during: 5.9,
    after: 1,
    first_breach_at: '2026-05-12T10:15:00.000Z',
    longest_breach_ms: 30 * 60_000,
  });
  expect(result.verdict).toEqual({
    outcome: 'too-high',
    status: 'fail',
    say: '{pod="a"} of errors was 9.5, expected at most 5: first beyond it at 10:15:00 UTC, in the window for 30 min in a row (mean 5.9, 1 before, 1 after)',
  });
  expect(result.pictures).toEqual([
    {
      kind: 'line',
      title: 'errors',
      fromMs: Date.parse('2026-05-12T09:30:00Z'),
      everyMs: 15 * 60_000,
      series: [
        { label: '{pod="a"}', values: [null, 1, 2, 8, 9.5, 7, 3, 1, null] },
        { label: '{pod="b"}', values: [null, null, null, 4, null, null, null, null, null] },
      ],
      window,
      limits: [{ label: 'max', value: 5, bad: 'above' }],
    },
  ]);
});

test('beyond a limit for a shorter time than counts is a warning, within it a pass', async () => {
  const server = await serve(peak);
  expect((await run(server.url, { step: '15m', expect: { max: 5, for: '45m' } })).verdict).toEqual({
    outcome: 'briefly',
    status: 'warn',
    say: '{pod="a"} of errors was 9.5, expected at most 5, but for less than 45 min (mean 5.9, 1 before, 1 after)',
  });
  expect((await run(server.url, { step: '15m', expect: { max: 9.5, min: 2 } })).verdict).toEqual({
    outcome: 'within',
    status: 'pass',
    say: 'all 2 series of errors were at most 9.5 and at least 2: the nearest is {pod="a"}, 2 to 9.5, last 3 (mean 5.9, 1 before, 1 after)',
  });
});

test.each([
  [{ max: 9.5 }, 'pass'],
  [{ below: 9.5 }, 'fail'],
  [{ min: 2 }, 'pass'],
  [{ above: 2 }, 'fail'],
])('%j holds or breaks at the very value: %s', async (expected, status) => {
  const server = await serve(peak);
  expect((await run(server.url, { step: '15m', expect: expected })).verdict.status).toBe(status);
});

test('what was beyond the limit before or after the window only does not count', async () => {
  const server = await serve(
    matrix({
      values: [
        ['09:45:00', '9'],
        ['10:00:00', '1'],
        ['10:30:00', '1'],
        ['11:15:00', '9'],
      ],
    }),
  );
  const { verdict, facts } = await run(server.url, { step: '15m', expect: { max: 5 } });
  expect(verdict.status).toBe('pass');
  expect(facts).toMatchObject({
    breached: false,
    first_breach_at: '2026-05-12T09:45:00.000Z',
    longest_breach_ms: null,
  });
});

test('a gap ends what lasts, NaN is a gap, and an infinite value is beyond any limit', async () => {
  const server = await serve(
    matrix({
      values: [
        ['10:00:00', '9'],
        ['10:15:00', 'NaN'],
        ['10:30:00', '+Inf'],
        ['11:00:00', '9'],
      ],
    }),
  );
  const result = await run(server.url, { step: '15m', expect: { max: 5, for: '15m' } });
  expect(result.verdict).toMatchObject({ outcome: 'briefly' });
  expect(result.facts).toMatchObject({ max: null, longest_breach_ms: 0 });
  const once = await run(server.url, { step: '15m', expect: { max: 100 } });
  expect(once.verdict.say).toContain(
    'errors was infinite, expected at most 100: first beyond it at 10:30:00 UTC, in the window for one sample',
  );
  const [picture] = once.pictures ?? [];
  expect(picture?.kind === 'line' && picture.series[0]?.values).toEqual([
    null,
    null,
    9,
    null,
    null,
    null,
    9,
    null,
    null,
  ]);
});

test('no series is no pass: a warning, unless the runbook says what it is', async () => {
  const server = await serve(matrix());
  expect((await run(server.url, { expect: { max: 5 } })).verdict).toEqual({
    outcome: 'no-data',
    status: 'warn',
    say: 'errors has no data in that time: is the name right, and was it collected then?',
  });
  expect((await run(server.url, { expect: { no_data: 'pass' } })).verdict.status).toBe('pass');
  expect((await run(server.url, { expect: { no_data: 'fail' } })).verdict.status).toBe('fail');
});

test('without a limit nothing was judged, which is no pass', async () => {
  const server = await serve(peak);
  expect((await run(server.url, { step: '15m' })).verdict).toMatchObject({
    outcome: 'measured',
    status: 'warn',
    say: '{pod="a"} of errors: 2 to 9.5, last 3 (mean 5.9, 1 before, 1 after); nothing was judged, since no limit was given',
  });
});

test('of many series the worst are listed and drawn, and the rest is counted', async () => {
  const many = Array.from({ length: 40 }, (_, index) => ({
    metric: { pod: `p${String(index).padStart(2, '0')}` },
    values: [['10:30:00', String(index)]] as Values,
  }));
  const server = await serve(matrix(...many));
  const result = await run(server.url, { step: '15m', expect: { max: 30 }, max_series: 3 });
  expect((result.facts.rows as readonly { readonly series: string }[]).map(({ series }) => series)).toEqual([
    '{pod="p39"}',
    '{pod="p38"}',
    '{pod="p37"}',
  ]);
  expect(result.facts).toMatchObject({ series: 40, breached_series: 9 });
  expect(result.evidence).toContainEqual({ source: 'errors', text: '37 more series are not listed, of 40' });
  expect(result.pictures?.[0]).toMatchObject({ title: 'errors (5 of 40 series)' });
  expect(result.verdict.say).toMatch(/; so are 8 more of 40 series$/);
});

test('at an instant there is a value for each series and no picture', async () => {
  const server = await serve(success({ resultType: 'vector', result: [{ metric: { a: 'x' }, value: [1, '7'] }] }));
  const result = await run(server.url, { mode: 'instant', expect: { below: 5 } });
  expect(server.requests[0]).toMatchObject({ path: '/api/v1/query' });
  expect(server.requests[0]?.query.get('time')).toBe('2026-05-12T11:00:00.000Z');
  expect(result).toMatchObject({
    facts: { last: 7, rows: [{ series: '{a="x"}', value: 7 }], breached: true, step_ms: null },
    pictures: [],
    verdict: { status: 'fail', say: 'errors was 7, expected below 5' },
  });
});

test('remarks of the server are told', async () => {
  const server = await serve(
    success(
      { resultType: 'scalar', result: [1, '3'] },
      { warnings: ['half a store is down'], infos: ['PromQL info: x'] },
    ),
  );
  const result = await run(server.url, { mode: 'instant', expect: { max: 5 } });
  expect(result.facts.remarks).toEqual(['half a store is down', 'PromQL info: x']);
  expect(result.evidence).toContainEqual({ source: 'remark', text: 'half a store is down' });
});

const html = '<html>not found</html>';
const problems: readonly (readonly [string, FakeAnswer, string, string | undefined])[] = [
  [
    'a query that cannot be read',
    failure(400, 'bad_data', '1:6: parse error'),
    'Prometheus cannot read what it was asked: 1:6: parse error',
    'Mend the query',
  ],
  [
    'one that took too long',
    failure(503, 'timeout', 'query timed out'),
    'Prometheus gave the query up: query timed out',
    'Narrow the window, raise `step` or `timeout`, or ask for fewer series',
  ],
  [
    'one that is too large',
    failure(422, 'execution', 'too many samples'),
    'Prometheus could not work the query out: too many samples',
    'Mend the query',
  ],
  ['a server in trouble', failure(500, 'internal', 'boom'), 'Prometheus could not answer (internal): boom', undefined],
  [
    'a missing credential',
    { status: 401, body: 'Unauthorized' },
    'Prometheus answered 401: Unauthorized',
    'Check the credentials for Prometheus and what they may read',
  ],
  [
    'another address',
    { status: 404, body: html },
    `Prometheus answered 404: ${html}: there is no Prometheus API under that address`,
    'Check `url`; a path before /api/v1 belongs to it',
  ],
  ['a broken proxy', { status: 502, body: 'Bad Gateway' }, 'Prometheus answered 502: Bad Gateway', undefined],
  [
    'a redirect',
    { status: 302, headers: { location: '/login' } },
    'Prometheus answered 302',
    'Name the address it redirects to in `url`: redirects are not followed with credentials',
  ],
  ['another kind of server', { status: 200, body: html }, `is no Prometheus API: "${html}"`, 'Check `url`'],
  [
    'histograms',
    success({ resultType: 'matrix', result: [{ metric: {}, histograms: [] }] }),
    'the query gives histograms, not numbers: errors',
    'Use histogram_quantile() or histogram_count()',
  ],
  [
    'a text',
    success({ resultType: 'string', result: [1, 'x'] }),
    'the query gives a text, not numbers: errors',
    'Mend the query',
  ],
];

test.each(problems)('%s is told as that', async (_, answer, message, unblock) => {
  const server = await serve(answer);
  await expect(run(server.url)).rejects.toMatchObject({
    name: 'CheckProblem',
    message: expect.stringContaining(message),
    unblock,
  });
  expect(server.requests).toHaveLength(1);
});

test('silence is told with the limit that was hit, and a cancelled check ends at once', async () => {
  const server = await serve({ status: 200, hang: 'at once' });
  await expect(run(server.url, {}, { timeoutMs: 200 })).rejects.toMatchObject({
    message: `Prometheus at ${new URL(server.url).host} did not answer within 0.18 s`,
  });
  const controller = new AbortController();
  const running = run(server.url, {}, { signal: controller.signal, timeoutMs: 60_000 });
  running.catch(() => undefined);
  while (server.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await expect(running).rejects.toMatchObject({ name: 'CheckProblem', message: 'cancelled' });
});

test('a credential goes to the server and nowhere else', async () => {
  const server = await serve({ status: 403, body: 'no access for s3cret-token' });
  const source = { token_env: 'PROM_TOKEN', tenant: 'crm' };
  const failing = run(server.url, {}, { source, env: { PROM_TOKEN: 's3cret-token' } });
  await expect(failing).rejects.toMatchObject({
    status: 'blocked',
    message: 'Prometheus answered 403: no access for ***',
  });
  expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer s3cret-token', 'x-scope-orgid': 'crm' });
  server.intercept(() => matrix({ values: [['10:30:00', '1']] }));
  const result = await run(server.url, {}, { source, env: { PROM_TOKEN: 's3cret-token' } });
  expect(JSON.stringify(result)).not.toContain('s3cret-token');
  expect(result.command).toContain('curl --silent --header "Authorization: Bearer $PROM_TOKEN" --get --header');
  await expect(run(server.url, {}, { source })).rejects.toMatchObject({
    status: 'blocked',
    message: 'the token of Prometheus is not there: PROM_TOKEN is not set',
  });
});

test('the curl line asks the very same', async () => {
  const server = await serve(peak);
  const query = 'sum by (pod) (rate(errors{path="/a b?c&d", user=~"o\'neil|\\"x\\""}[5m]))';
  const { command } = await run(server.url, { query });
  await execa('sh', ['-c', String(command)]);
  const [mine, curls] = server.requests.map(({ path, query: fields }) => ({ path, query: Object.fromEntries(fields) }));
  expect(curls?.query.query).toBe(query);
  expect({ ...mine, query: { ...mine?.query, timeout: undefined } }).toEqual({
    ...curls,
    query: { ...curls?.query, timeout: undefined },
  });
});

test.each([
  [{ expect: {} }, 'needs at least one of max, min, below, above and no_data'],
  [{ expect: { for: '5m' } }, 'needs at least one of max, min, below, above and no_data'],
  [{ query: 'errors[${{ inputs.range }}]' }, '${{ inputs.range }} stands outside a string of the query'],
  [{ mode: 'instant', expect: { max: 1, for: '5m' } }, '`for` needs `mode: range`: at an instant nothing lasts'],
  [{ step: 'five' }, 'must be a time like 30s, 5m or 1h'],
])('parameters %j are refused', (given, message) => {
  const parsed = metric.parameters.safeParse({ source: 'prom', query: 'errors', ...given });
  expect(parsed.error?.issues[0]?.message).toContain(message);
});

test('a source that holds no metrics is told, and one that is only asked for is blocked', async () => {
  const about = { id: 'prom', title: 'Dashboards', owner: 'Operations (#ops)' };
  const given = metric.parameters.parse({ source: 'prom', query: 'errors' });
  const ask = async (source: SourceEntry) => metric.run(given, await createCheckContext({ sources: [source] }));
  await expect(ask({ ...about, kind: 'manual' })).rejects.toMatchObject({
    status: 'blocked',
    message: 'Dashboards names no address',
    unblock: 'Ask Operations (#ops) for Dashboards',
  });
  await expect(ask({ ...about, kind: 'config', config: { file: 'x', fields: {} } })).rejects.toMatchObject({
    status: 'error',
    message: 'source "prom" is a config, it holds no metrics',
  });
});
