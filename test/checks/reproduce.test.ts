import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { reproduce } from '../../src/checks/reproduce.ts';
import { createEndpoint, type Endpoint } from '../../src/lab/endpoint/create-endpoint.ts';
import { type EndpointSettings, plainEndpoint } from '../../src/lab/endpoint/settings.ts';
import { type ContextParts, createCheckContext } from '../helpers/check-context.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function startEndpoint(settings: Partial<EndpointSettings> = {}): Promise<Endpoint> {
  const endpoint = await createEndpoint({ ...plainEndpoint, ...settings });
  closers.push(endpoint.close);
  return endpoint;
}

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const body = '{"external_id":"TEST_{{unique}}","name":"Replay"}';

async function run(url: string, given: Record<string, unknown> = {}, parts: ContextParts = {}) {
  const target = `${url}/v1/customers`;
  return reproduce.run(
    reproduce.parameters.parse({ target, body, ...given }),
    await createCheckContext({ testTargets: [url], timeoutMs: 20_000, ...parts }),
  );
}

test.each([
  { idempotency: 'none', sequence: 'several-records', together: 'several-records', records: [3, 3], status: 'fail' },
  { idempotency: 'shared', sequence: 'one-record', together: 'one-record', records: [1, 1], status: 'pass' },
  { idempotency: 'unique', sequence: 'one-record', together: 'conflict-answers', records: [1, 1], status: 'warn' },
  {
    idempotency: 'per-node',
    sequence: 'several-records',
    together: 'several-records',
    records: [3, 3],
    status: 'fail',
  },
  {
    idempotency: 'check-then-insert',
    sequence: 'one-record',
    together: 'several-records',
    records: [1, 3],
    status: 'fail',
  },
] as const)(
  'three requests with one key: a receiver that keeps keys as "$idempotency" is told by its records',
  async (row) => {
    const endpoint = await startEndpoint({
      idempotency: row.idempotency,
      nodes: row.idempotency === 'per-node' ? 3 : 1,
    });
    const { facts, verdict, evidence } = await run(endpoint.url);
    expect(facts).toMatchObject({
      sent: 6,
      sequence: row.sequence,
      together: row.together,
      sequence_records: row.records[0],
      together_records: row.records[1],
      record_from: 'location',
    });
    expect(verdict.status).toBe(row.status);
    expect(
      evidence.filter(({ text }) => / of 3(, key causebook-test-[0-9a-f-]{36})?: \d{3} after \d+ ms/.test(text)),
    ).toHaveLength(6);
    expect(endpoint.counts().records).toBe(row.records[0] + row.records[1]);
  },
);

test('the records are counted at the target where it can be asked, whatever its answers say', async () => {
  const endpoint = await startEndpoint({ delayMs: 120 });
  const effects = { get: `${endpoint.url}/records`, count: '$.records', wait: '300ms' };
  const { facts, verdict } = await run(endpoint.url, { effects, answer_within: '50ms', how: ['sequence'] });
  expect(facts).toMatchObject({ sequence: 'several-records', sequence_records: 3, record_from: 'effects' });
  expect(verdict.say).toMatch(
    /^One after the other: 3 requests, one key, 3 records \(3 × 127\.0\.0\.1:\d+ took the request but did not answer within 50 ms \(answer_within\)\)$/,
  );
});

test.each([
  ['nothing was named', [], '/v1/customers'],
  ['another port was named', ['http://127.0.0.1:1'], '/v1/customers'],
  ['another scheme was named', ['https://127.0.0.1:PORT'], '/v1/customers'],
  ['another name of this machine was named', ['http://localhost:PORT'], '/v1/customers'],
  ['a path beside it was named', ['http://127.0.0.1:PORT/v1/customer'], '/v1/customers'],
  ['an escaped slash leads out of what was named', ['http://127.0.0.1:PORT/v1'], '/v1/..%2fv2/customers'],
])('nothing is sent when %s, although it is this machine', async (_, named, path) => {
  let connections = 0;
  const url = await serve((_request, response) => {
    connections += 1;
    response.end();
  });
  const testTargets = named.map((one) => one.replace('PORT', new URL(url).port));
  await expect(run(url, { target: `${url}${path}` }, { testTargets })).rejects.toMatchObject({
    status: 'blocked',
    message: expect.stringMatching(/ is not a test target of this incident/),
    unblock: `If it is a test system and may be written to, name it: --test-target ${url}${path}`,
  });
  expect(connections).toBe(0);
});

test.each([
  [{ times: 51 }, 'times: must be at most 50: no run sends more'],
  [{ times: 26 }, 'times: would send 52 requests; at most 50 may be sent in one run'],
  [{ times: 25, new_key: true }, 'times: would send 51 requests; at most 50 may be sent in one run'],
  [{ how: ['together', 'together'] }, 'how: must name each way once'],
  [{ headers: { Host: 'other' } }, 'headers: must not hold host'],
  [{ headers: { 'x-a': 'b\r\nx-c: d' } }, 'headers'],
  [{ other_body: body }, 'other_body: must differ from the body'],
])('parameters %j are refused', (given, message) => {
  const parsed = reproduce.parameters.safeParse({ target: 'http://127.0.0.1/', body, ...given });
  const told = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') ?? '';
  expect(told).toContain(message);
});

test('exactly 50 requests may be sent', () => {
  expect(reproduce.parameters.safeParse({ target: 'http://127.0.0.1/', body, times: 25 }).success).toBe(true);
});

test('a redirect is not followed: it is told, and nothing reaches where it points', async () => {
  let elsewhere = 0;
  const other = await serve((_request, response) => {
    elsewhere += 1;
    response.end();
  });
  const url = await serve((_request, response) => response.writeHead(307, { location: `${other}/v1/customers` }).end());
  const { facts, verdict, evidence } = await run(url, { how: ['sequence'], times: 2 }, { testTargets: [url, other] });
  expect(facts).toMatchObject({ sequence: 'refused', sent: 2 });
  expect(verdict).toMatchObject({ outcome: 'refused', status: 'warn' });
  expect(evidence.at(-1)?.text).toBe(`307 said: Location: ${other}/v1/customers (not followed)`);
  expect(elsewhere).toBe(0);
});

test.each([
  ['with a body', { body: '{"a":1}' }, '}'],
  ['without a body', { body: undefined, method: 'DELETE' }, '\n'],
])(
  'at the same moment, %s: no request is whole before all of them but their last byte are there',
  async (_, given, lastByte) => {
    const times = 5;
    const texts: string[] = [];
    let held: readonly string[] | undefined;
    const server = createTcpServer((socket) => {
      const index = texts.push('') - 1;
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        const before = [...texts];
        texts[index] += chunk.toString('latin1');
        // The first lone last byte: what stood there the moment before is what was held.
        if (chunk.toString('latin1') === lastByte) held ??= before;
        if (isWhole(texts[index] ?? '')) socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { facts } = await run(url, { ...given, how: ['together'], times });
    expect(held).toHaveLength(times);
    expect(held?.every((text) => !isWhole(text) && isWhole(text + lastByte))).toBe(true);
    expect(facts).toMatchObject({ sent: times, together: 'not-told', spread_ms: expect.any(Number) });
  },
);

function isWhole(text: string): boolean {
  const at = text.indexOf('\r\n\r\n');
  const length = Number(/content-length: (\d+)/.exec(text)?.[1] ?? Number.NaN);
  return at !== -1 && text.length - at - 4 === length;
}

test('every request carries the mark of a test, its key, and the body byte for byte', async () => {
  const seen: {
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly url: string | undefined;
    readonly body: string;
  }[] = [];
  const url = await serve(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    seen.push({ headers: request.headers, url: request.url, body: text });
    response.writeHead(201).end('{"id":1}');
  });
  const text = '{"external_id":"TEST_{{unique}}","name":"Zoë"}';
  await run(url, { target: `${url}/c/{{unique}}?u={{unique}}`, body: text, times: 2, how: ['sequence', 'together'] });
  const [first, second, third] = seen;
  expect(first?.headers).toMatchObject({
    'x-causebook-test': 'made by causebook to test this endpoint; not a real event',
    'content-type': 'application/json',
    'user-agent': 'causebook',
    'idempotency-key': expect.stringMatching(/^causebook-test-[0-9a-f-]{36}$/),
  });
  expect(first?.body).toMatch(/^\{"external_id":"TEST_[0-9a-f]{8}","name":"Zoë"\}$/);
  expect(first?.url).toBe(`/c/${first?.body.slice(21, 29)}?u=${first?.body.slice(21, 29)}`);
  expect(second).toMatchObject({
    body: first?.body,
    headers: { 'idempotency-key': first?.headers['idempotency-key'] },
  });
  expect(third?.body).not.toBe(first?.body);
  expect(third?.headers['idempotency-key']).not.toBe(first?.headers['idempotency-key']);
});

test.each([
  [{ idempotency: 'shared' }, { other_body: '{}' }, { other_body: 'refused' }, 'one-record', 'pass'],
  [
    { idempotency: 'shared', otherBody: 'replay' },
    { other_body: '{}' },
    { other_body: 'first-record' },
    'other-body-taken',
    'fail',
  ],
  [
    { idempotency: 'shared' },
    { new_key: true, no_key: true },
    { new_key: 'new-record', no_key: 'new-record' },
    'one-record',
    'pass',
  ],
  [{ idempotency: 'shared', isKeyRequired: true }, { no_key: true }, { no_key: 'refused' }, 'one-record', 'pass'],
] as const)('at an endpoint %j, %j is told apart', async (settings, given, facts, outcome, status) => {
  const endpoint = await startEndpoint(settings);
  const found = await run(endpoint.url, { how: ['sequence'], times: 2, ...given });
  expect(found.facts).toMatchObject(facts);
  expect(found.verdict).toMatchObject({ outcome, status });
});

test.each([
  [
    'a request id is none, nor what the request itself holds',
    (n: number) => ({ request_id: `r${n}`, external_id: 'TEST_1' }),
    null,
    null,
  ],
  ['a nested id', () => ({ data: { id: 7, request_id: 'x' } }), 1, '$.data.id'],
  ['the outermost id', (n: number) => ({ id: 'same', contact: { id: n } }), 1, '$.id'],
  ['an id by another name', (n: number) => ({ customerId: `c${n}` }), 3, '$.customerId'],
])('which record an answer names: %s', async (_, answer, records, from) => {
  let n = 0;
  const url = await serve((_request, response) => {
    n += 1;
    response.writeHead(202).end(JSON.stringify(answer(n)));
  });
  const { facts, verdict } = await run(url, { body: '{"external_id":"TEST_1"}', how: ['sequence'] });
  expect(facts).toMatchObject({ sequence_records: records, record_from: from });
  if (records === null) expect(verdict).toMatchObject({ outcome: 'not-told', status: 'warn' });
});

test('a name is looked up once, and every request goes to the address that took the first', async () => {
  const endpoint = await startEndpoint({ idempotency: 'shared' });
  const url = endpoint.url.replace('127.0.0.1', 'localhost');
  const { facts } = await run(url, { times: 2 });
  expect(facts).toMatchObject({ sent: 4, address: '127.0.0.1', together: 'one-record' });
});

test('a server that fails is told as such, with what it said and without the secrets in it', async () => {
  const url = await serve((_request, response) =>
    response.writeHead(500).end('{"error":"boom","token":"t0psecret-value"}'),
  );
  const headers = { authorization: 'Bearer very-secret-token' };
  const found = await run(url, { how: ['sequence'], times: 2, headers });
  expect(found.verdict).toMatchObject({ outcome: 'server-errors', status: 'fail' });
  expect(found.evidence.at(-1)?.text).toBe('500 said: {"error":"boom","token":"***"}');
  expect(JSON.stringify(found)).not.toMatch(/very-secret-token|t0psecret/);
});

test('a request of the evidence folder is repeated byte for byte, with a key of its own', async () => {
  const raw =
    'POST /elsewhere HTTP/1.1\r\nHost: production.example\r\nIdempotency-Key: real-key\r\nX-Partner: aspin\r\nContent-Length: 9\r\n\r\n{"a": 1 }';
  const { folder, remove } = await writeFolder({ 'registration.http': raw });
  closers.push(remove);
  const seen: {
    readonly path: string | undefined;
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly body: string;
  }[] = [];
  const url = await serve(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    seen.push({ path: request.url, headers: request.headers, body: text });
    response.writeHead(201).end('{"id":1}');
  });
  await run(url, { body: undefined, request: 'registration.http', how: ['sequence'], times: 1 }, { folder });
  expect(seen).toEqual([
    {
      path: '/v1/customers',
      body: '{"a": 1 }',
      headers: expect.objectContaining({ host: new URL(url).host, 'x-partner': 'aspin' }),
    },
  ]);
  expect(seen[0]?.headers['idempotency-key']).toMatch(/^causebook-test-/);
});

test('a cancel stops sending at once, and how many were sent has been told', async () => {
  const cancel = new AbortController();
  let arrived = 0;
  const url = await serve((_request, response) => {
    arrived += 1;
    if (arrived === 3) cancel.abort(Object.assign(new Error('cancelled'), { name: 'AbortError' }));
    else response.writeHead(201).end('{"id":1}');
  });
  const told: string[] = [];
  const parts = { signal: cancel.signal, progress: (text: string) => told.push(text) };
  await expect(run(url, { times: 10 }, parts)).rejects.toThrow();
  expect(arrived).toBe(3);
  expect(told.at(-1)).toBe(`sent 3 of 20 requests to ${url}/v1/customers (one after the other)`);
});

test('when the time is up, what was sent is judged and what was not is told', async () => {
  const endpoint = await startEndpoint({ idempotency: 'shared', delayMs: 400 });
  const { facts, verdict } = await run(
    endpoint.url,
    { times: 2, how: ['sequence'], answer_within: '200ms', gap: '900ms' },
    { timeoutMs: 800 },
  );
  expect(facts.sent).toBe(1);
  expect(verdict).toMatchObject({ outcome: 'incomplete', status: 'warn' });
  expect(verdict.say).toMatch(/\. The time was up: 1 of 2 requests were sent$/);
});

test.each([
  ['ok', undefined],
  ['expired', /CERT_HAS_EXPIRED/],
  ['wrong-host', /is not in the cert's list/],
  ['missing-intermediate', /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER/],
] as const)('a TLS target with a private authority, its certificate %s', async (tls, problem) => {
  const endpoint = await startEndpoint({ tls, idempotency: 'shared' });
  const { folder, remove } = await writeFolder({ 'ca.pem': endpoint.ca ?? '' });
  closers.push(remove);
  const found = run(endpoint.url, { ca: 'ca.pem', times: 4 }, { folder });
  if (problem === undefined)
    expect((await found).facts).toMatchObject({ sequence: 'one-record', together: 'one-record' });
  else {
    await expect(found).rejects.toMatchObject({ status: 'error', message: expect.stringMatching(problem) });
    expect(endpoint.counts().requests).toBe(0);
  }
});
