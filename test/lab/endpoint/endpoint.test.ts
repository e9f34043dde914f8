import { connect as connectTcp } from 'node:net';
import { execa } from 'execa';
import { afterEach, expect, test, vi } from 'vitest';
import { type Arrival, renderArrival, renderArrivalJson } from '../../../src/lab/endpoint/arrival.ts';
import { createEndpoint } from '../../../src/lab/endpoint/create-endpoint.ts';
import { renderEdgeLine } from '../../../src/lab/endpoint/edge-line.ts';
import { createRateLimit } from '../../../src/lab/endpoint/rate-limit.ts';
import { readEndpointFlags } from '../../../src/lab/endpoint/read-flags.ts';
import { type EndpointSettings, plainEndpoint } from '../../../src/lab/endpoint/settings.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(settings: Partial<EndpointSettings> = {}) {
  const arrivals: Arrival[] = [];
  const endpoint = await createEndpoint({ ...plainEndpoint, ...settings }, (arrival) => arrivals.push(arrival));
  closers.push(endpoint.close);
  const post = (key = 'k', more: RequestInit = {}) =>
    fetch(`${endpoint.url}/v1/customers`, {
      method: 'POST',
      body: '{}',
      headers: { 'idempotency-key': key, connection: 'close' },
      ...more,
    });
  return { ...endpoint, arrivals, post };
}

test('answers in turn, the last from then on, and says when to come back', async () => {
  const { post, counts } = await start({ plan: [{ status: 503 }, { status: 503 }, { status: 201 }], retryAfterS: 2 });
  const answers = [await post(), await post(), await post(), await post()];
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 201, 201]);
  expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual(['2', '2', null, null]);
  expect(counts()).toEqual({ requests: 4, keys: 1, records: 2 });
});

test.each([
  ['before', 0],
  ['after', 1],
  ['mid-body', 1],
] as const)('cuts the connection %s the work: %i record is made', async (drop, records) => {
  const { post, counts, arrivals } = await start({ plan: [{ status: 201, drop }] });
  await expect(post().then((answer) => answer.text())).rejects.toThrow();
  await vi.waitFor(() => expect(arrivals).toHaveLength(1), { timeout: 10_000 });
  expect(arrivals[0]).toMatchObject({ how: 'cut', status: 0 });
  expect(counts().records).toBe(records);
});

test('goes on working when the client hangs up: the record is made, the edge sees 499', async () => {
  const { url, counts, arrivals } = await start({ delayMs: 150 });
  const socket = connectTcp(Number(new URL(url).port), '127.0.0.1');
  // All of the request is on its way before the connection ends.
  socket.end('POST /v1/customers HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}');
  socket.on('error', () => undefined);
  socket.resume();
  await vi.waitFor(() => expect(arrivals).toHaveLength(1), { timeout: 10_000 });
  expect(arrivals[0]).toMatchObject({ status: 499, record: 'rec_1', clientGone: true });
  expect(counts().records).toBe(1);
  expect(renderEdgeLine(arrivals[0] as Arrival)).toMatch(
    /"POST \/v1\/customers HTTP\/1\.1" 499 rt=0\.\d{3} ua=node-1 us=- /,
  );
});

test('spreads a slow body over its time', async () => {
  const { post } = await start({ slowBodyMs: 200 });
  const begun = performance.now();
  const answer = await post();
  expect(await answer.json()).toEqual({ id: 'rec_1', status: 'accepted' });
  expect(performance.now() - begun).toBeGreaterThan(150);
});

test('a rate lets its count through at once and fills up again with time', () => {
  let now = 0;
  const { take } = createRateLimit({ count: 2, perMs: 1000 }, () => now);
  expect([take(), take(), take()]).toEqual([true, true, false]);
  now = 499;
  expect(take()).toBe(false);
  now = 500;
  expect([take(), take()]).toEqual([true, false]);
});

test('beyond the rate it answers 429 and makes nothing', async () => {
  const { post, counts } = await start({ rate: { count: 1, perMs: 3_600_000 } });
  expect([(await post()).status, (await post()).status]).toEqual([201, 429]);
  expect(counts().records).toBe(1);
});

test('listens on 127.0.0.1 and on no other address of the machine', async () => {
  const { url } = await start();
  const { port } = new URL(url);
  expect(new URL(url).hostname).toBe('127.0.0.1');
  const reached = await new Promise((resolve) => {
    const socket = connectTcp(Number(port), '127.0.0.2');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  expect(reached).toBe(false);
});

test('keys, bodies and values of the query never reach a line that is kept or shown', async () => {
  const { url, arrivals } = await start();
  await fetch(`${url}/v1/customers?token=hush-token`, {
    method: 'POST',
    body: '{"card":"hush-card"}',
    headers: { 'idempotency-key': 'hush-key', authorization: 'Bearer hush-bearer' },
  });
  const [arrival] = arrivals as [Arrival];
  const lines = [renderArrival(arrival), renderArrivalJson(arrival), renderEdgeLine(arrival)].join('\n');
  expect(lines).not.toContain('hush');
  expect(lines).toContain('/v1/customers?token=***');
});

test('a hostile path can neither end a line of the log nor forge one', async () => {
  const { post, arrivals } = await start();
  await post();
  const hostile = { ...(arrivals[0] as Arrival), path: '/a" 200\n\u009b1m\u202e\\b' };
  expect(renderEdgeLine(hostile)).toContain('"POST /a\\x22 200\\x0A\\xC2\\x9B1m\\xE2\\x80\\xAE\\x5Cb HTTP/1.1" 201 ');
  expect(renderEdgeLine(hostile)).toMatch(/^[\x20-\x7e]*$/);
  expect(renderArrivalJson(hostile)).not.toMatch(/[\r\n]/);
});

test('a body larger than 1 MiB is turned away', async () => {
  const { post, counts } = await start();
  const answer = await post('k', { body: 'x'.repeat(1024 * 1024 + 1) }).catch(() => undefined);
  expect(answer?.status ?? 413).toBe(413);
  await vi.waitFor(() => expect(counts()).toMatchObject({ records: 0 }));
});

test.each([
  ['ok', '0 (ok)'],
  ['expired', '10 (certificate has expired)'],
  ['not-yet-valid', '9 (certificate is not yet valid)'],
  ['wrong-host', '64 (IP address mismatch)'],
  ['self-signed', '18 (self-signed certificate)'],
  ['missing-intermediate', '21 (unable to verify the first certificate)'],
] as const)('TLS %s: openssl says %s', async (tls, verdict) => {
  const { url, ca } = await start({ tls });
  const { host } = new URL(url);
  const { stdout } = await execa(
    'sh',
    [
      '-c',
      'cat > "$0"; openssl s_client -connect "$1" -verify_ip 127.0.0.1 -CAfile "$0" </dev/null 2>/dev/null; rm "$0"',
      `/tmp/causebook-ca-${process.pid}-${tls}.pem`,
      host,
    ],
    { input: ca ?? '', reject: false },
  );
  expect(stdout).toContain(`Verify return code: ${verdict}`);
});

test('ends every connection when it is closed, also those that wait for an answer', async () => {
  const { post, close } = await start({ delayMs: 60_000 });
  const waiting = post().catch(() => 'ended');
  await new Promise((resolve) => setImmediate(resolve));
  await close();
  expect(await waiting).toBe('ended');
});

const flags = {
  port: '0',
  delay: '0ms',
  status: '201',
  slowBody: '0ms',
  idempotency: 'none',
  idempotencyHeader: 'Idempotency-Key',
  otherBody: 'refuse',
} as const;

test('flags become settings', () => {
  expect(
    readEndpointFlags({
      ...flags,
      delay: '2500ms',
      status: '503, drop-after,201',
      rate: '5/s',
      idempotency: 'per-node',
    }),
  ).toMatchObject({
    delayMs: 2500,
    plan: [{ status: 503 }, { status: 201, drop: 'after' }, { status: 201 }],
    rate: { count: 5, perMs: 1000 },
    nodes: 3,
    keyHeader: 'idempotency-key',
  });
  expect(readEndpointFlags({ ...flags, drop: 'before' }).plan).toEqual([{ status: 201, drop: 'before' }]);
});

test.each([
  [
    { status: '99' },
    '--status: "99" is no status from 200 to 599. Write for example 503,503,201; drop-before, drop-after, drop-mid-body cut the connection.',
  ],
  [{ delay: '2' }, '--delay: "2" is not a time up to 10m. Write for example 2500ms or 5s.'],
  [{ port: '70000' }, '--port: "70000" is not a whole number from 0 to 65535'],
  [{ rate: '5' }, '--rate: "5" is no rate. Write for example 5/s or 100/m.'],
  [{ nodes: '0' }, '--nodes: "0" is not a whole number from 1 to 100'],
  [{ idempotencyHeader: 'a b' }, '--idempotency-header: "a b" is no name of a header'],
])('the flags %j are refused by their name', (given, message) => {
  expect(() => readEndpointFlags({ ...flags, ...given })).toThrow(message);
});
