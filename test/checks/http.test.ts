import { createHash } from 'node:crypto';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { http } from '../../src/checks/http.ts';
import { closePort, fixtures, listen, pem, run, serve, serveTcp } from './http/serve.ts';

test('a JSON answer is measured: status, phases, body, hash and the clock of the other side', async () => {
  const port = await serve((_, response) => {
    response.setHeader('date', 'Mon, 23 Nov 2026 12:00:10 GMT');
    response.setHeader('content-type', 'application/json');
    response.end('{"status":"active","n":[1,null]}');
  });
  const result = await run({ url: `http://localhost:${port}/a?b=c` }, { now: new Date('2026-11-23T12:00:00Z') });
  expect(result.facts).toMatchObject({
    status: 200,
    ok: true,
    failure: null,
    tls_ms: null,
    body_bytes: 32,
    body_sha256: createHash('sha256').update('{"status":"active","n":[1,null]}').digest('hex'),
    body_text: '{"status":"active","n":[1,null]}',
    json: { status: 'active', n: [1, null] },
    truncated: false,
    http_version: '1.1',
    remote_address: '127.0.0.1',
    redirect_to: null,
    date_skew_ms: 10_000,
  });
  expect(result.facts.headers).toMatchObject({ 'content-type': 'application/json' });
  for (const phase of ['dns_ms', 'tcp_ms', 'first_byte_ms', 'total_ms'])
    expect(result.facts[phase], phase).toBeTypeOf('number');
  expect(result.verdict).toEqual({
    outcome: 'ok',
    status: 'pass',
    say: `GET http://localhost:${port}/a?b=c answered 200 after ${result.facts.first_byte_ms} ms`,
  });
  expect(result.command).toBe(
    `curl --include --max-time 5 --header 'user-agent: causebook' --header 'accept: */*' 'http://localhost:${port}/a?b=c'`,
  );
});

test('every fact that was declared is given, and no other', async () => {
  const port = await serve((_, response) => response.end('x'));
  const result = await run({ url: `http://127.0.0.1:${port}` });
  expect(Object.keys(result.facts).sort()).toEqual(Object.keys(http.facts).sort());
});

test('a clock that is off is told with the times', async () => {
  const port = await serve((_, response) => response.setHeader('date', 'Mon, 23 Nov 2026 12:00:10 GMT').end('ok'));
  const { evidence } = await run({ url: `http://127.0.0.1:${port}/` }, { now: new Date('2026-11-23T12:01:00Z') });
  expect(evidence.at(-1)?.text).toMatch(/ ms; 2 bytes; its clock is 50 s behind ours$/);
});

test('an address needs no lookup, so that dns_ms is null', async () => {
  const port = await serve((_, response) => response.end());
  const { facts } = await run({ url: `http://127.0.0.1:${port}/` });
  expect(facts).toMatchObject({ dns_ms: null, status: 200, body_bytes: 0, json: null });
});

test.each([
  [404, 'client-error'],
  [503, 'server-error'],
])('status %i is a fail with the body as evidence', async (status, outcome) => {
  const port = await serve((_, response) => {
    response.statusCode = status;
    response.end('no such customer');
  });
  const result = await run({ url: `http://127.0.0.1:${port}/` });
  expect(result.verdict).toMatchObject({ outcome, status: 'fail' });
  expect(result.facts).toMatchObject({ status, ok: false, failure: null });
  expect(result.evidence.map(({ text }) => text)).toEqual([
    expect.stringMatching(`^HTTP/1.1 ${status} `),
    'no such customer',
    expect.stringMatching(/^tcp [\d.]+ ms, first byte [\d.]+ ms, total [\d.]+ ms; 16 bytes$/),
  ]);
});

test('method, headers and body are sent as given, and curl repeats them', async () => {
  let seen = '';
  const port = await serve((request, response) => {
    request.on('data', (chunk) => (seen += chunk));
    request.on('end', () =>
      response.end(`${request.method} ${request.headers['content-type']} ${request.headers['content-length']}`),
    );
  });
  const result = await run({
    url: `http://127.0.0.1:${port}/x`,
    method: 'POST',
    headers: { 'Idempotency-Key': 'k-1' },
    body: `{"name":"O'Neil"}`,
  });
  expect(seen).toBe(`{"name":"O'Neil"}`);
  expect(result.facts.body_text).toBe('POST undefined 17');
  expect(result.command).toBe(
    `curl --include --max-time 5 --header 'user-agent: causebook' --header 'accept: */*' --header 'Idempotency-Key: k-1' --header content-type: --data-raw '{"name":"O'\\''Neil"}' http://127.0.0.1:${port}/x`,
  );
});

test('a redirect is not followed unless asked for, and says where it points', async () => {
  const port = await serve((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
  const result = await run({ url: `http://127.0.0.1:${port}/` });
  expect(result.facts).toMatchObject({
    status: 302,
    ok: true,
    redirects: 0,
    redirect_to: `http://127.0.0.1:${port}/elsewhere`,
  });
  expect(result.verdict).toMatchObject({
    outcome: 'redirect',
    status: 'pass',
    say: expect.stringMatching(/it redirects to .*\/elsewhere, not followed$/),
  });
});

test('a credential in the URL of a redirect is hidden', async () => {
  const port = await serve((_, response) =>
    response.writeHead(302, { location: 'https://files.test/x?X-Amz-Signature=s1gned-away&page=1' }).end(),
  );
  const result = await run({ url: `http://127.0.0.1:${port}/` });
  expect(result.facts.redirect_to).toBe('https://files.test/x?X-Amz-Signature=***&page=1');
  expect(JSON.stringify(result)).not.toContain('s1gned-away');
});

test('a followed redirect ends at the last answer; a POST answered 302 goes on as GET without its body', async () => {
  const seen: string[] = [];
  const port = await serve((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['content-type']}`);
    if (request.url === '/') response.writeHead(302, { location: '/next' }).end();
    else response.end('there');
  });
  const result = await run({
    url: `http://127.0.0.1:${port}/`,
    method: 'POST',
    body: 'a=1',
    headers: { 'content-type': 'text/plain' },
    redirects: 'follow',
  });
  expect(seen).toEqual(['POST / text/plain', 'GET /next undefined']);
  expect(result.facts).toMatchObject({
    status: 200,
    redirects: 1,
    redirect_to: null,
    url: `http://127.0.0.1:${port}/next`,
  });
  expect(result.command).toContain('--location --max-redirs 10');
});

test('credentials do not follow a redirect to another origin', async () => {
  let seen: unknown;
  const other = await serve((request, response) => {
    seen = [request.headers.authorization, request.headers['x-api-key'], request.headers['x-trace']];
    response.end();
  });
  const port = await serve((_, response) => response.writeHead(307, { location: `http://127.0.0.1:${other}/` }).end());
  await run({
    url: `http://127.0.0.1:${port}/`,
    redirects: 'follow',
    headers: { Authorization: 'Bearer abcdef', 'X-Api-Key': 'k-12345', 'X-Trace': 't' },
  });
  expect(seen).toEqual([undefined, undefined, 't']);
});

test('redirects in a circle end after ten', async () => {
  const port = await serve((_, response) => response.writeHead(302, { location: '/' }).end());
  const result = await run({ url: `http://127.0.0.1:${port}/`, redirects: 'follow' });
  expect(result.verdict).toEqual({
    outcome: 'bad-redirect',
    status: 'fail',
    say: `GET http://127.0.0.1:${port}/: more than 10 redirects`,
  });
});

test.each([
  ['gzip', gzipSync('{"a":1}')],
  ['br', brotliCompressSync('{"a":1}')],
])('a %s body is decoded', async (coding, bytes) => {
  const port = await serve((_, response) => response.setHeader('content-encoding', coding).end(bytes));
  const { facts } = await run({ url: `http://127.0.0.1:${port}/` });
  expect(facts).toMatchObject({ body_bytes: 7, json: { a: 1 } });
});

test('a gzip bomb is cut at the limit of decoded bytes', async () => {
  const port = await serve((_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(20_000_000))),
  );
  const { facts, verdict } = await run({ url: `http://127.0.0.1:${port}/`, max_bytes: 1000 });
  expect(facts).toMatchObject({ body_bytes: 1000, truncated: true, body_sha256: null, json: null });
  expect(verdict.say).toMatch(/; its body goes on beyond the 1000 bytes that were read$/);
});

test('a body that is not what its content-encoding says is a failure', async () => {
  const port = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end('plain'));
  const { facts, verdict } = await run({ url: `http://127.0.0.1:${port}/` });
  expect(facts).toMatchObject({ status: 200, ok: false, failure: 'bad-body', failure_phase: 'body' });
  expect(verdict.say).toBe(
    `GET http://127.0.0.1:${port}/: the body is not what its content-encoding says: incorrect header check`,
  );
});

test('a coding that is not known is left as it is, and said', async () => {
  const port = await serve((_, response) => response.setHeader('content-encoding', 'compress').end('bytes'));
  const { facts, evidence } = await run({ url: `http://127.0.0.1:${port}/` });
  expect(facts).toMatchObject({ status: 200, body_bytes: 5, body_text: null, json: null });
  expect(evidence.at(-2)?.text).toBe('the body is encoded as compress, which was left as it is');
});

test('an empty answer that names a coding is no failure', async () => {
  const port = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 0 }).end(),
  );
  const head = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 99 }).end(),
  );
  expect((await run({ url: `http://127.0.0.1:${port}/` })).facts).toMatchObject({ ok: true, body_bytes: 0 });
  expect((await run({ url: `http://127.0.0.1:${head}/`, method: 'HEAD' })).facts).toMatchObject({
    ok: true,
    body_bytes: 0,
  });
});

test('an endless body is cut at max_bytes and its connection closed', async () => {
  let closed: (value?: unknown) => void = () => undefined;
  const isClosed = new Promise((resolve) => (closed = resolve));
  const port = await serve((_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(1024)));
    };
    response.on('drain', more).on('close', closed);
    more();
  });
  const { facts } = await run({ url: `http://127.0.0.1:${port}/`, max_bytes: 5000 });
  expect(facts).toMatchObject({ ok: true, body_bytes: 5000, truncated: true });
  await isClosed;
});

test('a body that is no text, or nested too deep, is counted but not taken in', async () => {
  const port = await serve((request, response) =>
    response.end(request.url === '/deep' ? '['.repeat(100) + ']'.repeat(100) : Buffer.from([0xff, 0xfe, 0])),
  );
  expect((await run({ url: `http://127.0.0.1:${port}/` })).facts).toMatchObject({
    body_bytes: 3,
    body_text: null,
    json: null,
  });
  expect((await run({ url: `http://127.0.0.1:${port}/deep` })).facts).toMatchObject({ body_bytes: 200, json: null });
});

test('a closed port is a refusal', async () => {
  const port = await closePort();
  const result = await run({ url: `http://127.0.0.1:${port}/` });
  expect(result.facts).toMatchObject({
    status: 0,
    ok: false,
    failure: 'refused',
    failure_phase: 'tcp',
    tcp_ms: null,
    first_byte_ms: null,
  });
  expect(result.verdict).toEqual({
    outcome: 'refused',
    status: 'fail',
    say: `GET http://127.0.0.1:${port}/: 127.0.0.1:${port} refused the connection`,
  });
});

test.each([
  ['answers nothing', () => undefined, 'answer', 'took the request but did not answer within'],
  [
    'stops inside the body',
    (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'),
    'body',
    'did not end within',
  ],
] as const)('a server that %s is a time-out that names its limit', async (_, onConnection, phase, say) => {
  const port = await serveTcp(onConnection);
  const result = await run({ url: `http://127.0.0.1:${port}/` }, { timeoutMs: 600 });
  expect(result.facts).toMatchObject({ failure: 'timeout', failure_phase: phase });
  expect(result.verdict.say).toMatch(new RegExp(`${say} [1-5]\\d\\d ms \\(the time-out of the check\\)$`));
});

test.each([
  ['before it answered', (socket: Socket) => socket.destroy(), 'reset'],
  [
    'in the middle of the body',
    (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'),
    'reset',
  ],
])('a connection closed %s is a reset', async (when, onConnection, failure) => {
  const port = await serveTcp((socket) => socket.once('data', () => onConnection(socket)));
  const result = await run({ url: `http://127.0.0.1:${port}/` });
  expect(result.facts.failure).toBe(failure);
  expect(result.verdict.say).toBe(`GET http://127.0.0.1:${port}/: 127.0.0.1:${port} closed the connection ${when}`);
});

test('something that is not HTTP is named so', async () => {
  const port = await serveTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
  const result = await run({ url: `http://127.0.0.1:${port}/` });
  expect(result.verdict).toMatchObject({
    outcome: 'not-http',
    say: expect.stringMatching(/answered with something that is not HTTP$/),
  });
});

test('https to a plain port, to an unknown CA and with that CA', async () => {
  const plain = await serve((_, response) => response.end());
  const port = await listen(
    createTlsServer({ key: pem('leaf.key'), cert: pem('leaf.pem') + pem('int.pem') }, (_, response) =>
      response.end('ok'),
    ),
  );
  const notTls = await run({ url: `https://localhost:${plain}/` });
  expect(notTls.verdict.say).toBe(
    `GET https://localhost:${plain}/: TLS with localhost:${plain} failed: the port does not speak TLS`,
  );
  const unknown = await run({ url: `https://localhost:${port}/` });
  expect(unknown.facts).toMatchObject({
    failure: 'tls',
    failure_phase: 'tls',
    tls_ms: null,
    tcp_ms: expect.any(Number),
  });
  const trusted = await run({ url: `https://localhost:${port}/`, ca: 'root.pem' }, { folder: fixtures });
  expect(trusted.facts).toMatchObject({ status: 200, failure: null, tls_ms: expect.any(Number) });
  expect(trusted.command).toContain('--cacert root.pem');
});

test('a cancel is a problem, not a result', async () => {
  const cancel = new AbortController();
  const port = await serve(() => cancel.abort());
  await expect(run({ url: `http://127.0.0.1:${port}/` }, { signal: cancel.signal })).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'error',
    message: 'cancelled',
  });
});

test('a header that cannot be sent is a problem that does not show its value', async () => {
  const problem = await run({ url: 'http://127.0.0.1:9/', headers: { Authorization: 'Bearer s3cr3t\nx' } }).catch(
    (error: Error) => error,
  );
  expect(problem).toMatchObject({
    name: 'CheckProblem',
    message: 'the request cannot be sent: Invalid character in header content ["Authorization"]',
  });
});

test('a CA file that is not there blocks the check', async () => {
  await expect(run({ url: 'https://127.0.0.1:9/', ca: 'nowhere.pem' }, { folder: fixtures })).rejects.toMatchObject({
    status: 'blocked',
    message: 'nowhere.pem is not in the evidence folder',
    unblock: 'Give the PEM file nowhere.pem',
  });
});

test('no credential that is sent or received stands anywhere in the measurement', async () => {
  const port = await serve((request, response) => {
    response.setHeader('set-cookie', ['sid=s3t-c00kie; Path=/; HttpOnly', 'b=0ther-c00kie']);
    response.setHeader('x-auth-token', 'resp0nse-token');
    response.statusCode = 400;
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () =>
      response.end(JSON.stringify({ echo: request.headers, url: request.url, body, access_token: 'n3w-t0ken' })),
    );
  });
  const secrets = [
    'b34rer-value',
    'c00kie-value',
    'ap1-key',
    'p4ssword',
    'qu3ry-secret',
    'b0dy-secret',
    's3t-c00kie',
    '0ther-c00kie',
    'resp0nse-token',
    'n3w-t0ken',
  ];
  const result = await run({
    url: `http://user:p4ssword@127.0.0.1:${port}/?token=qu3ry-secret&page=2`,
    method: 'POST',
    headers: { authorization: 'Bearer b34rer-value', cookie: 'a=c00kie-value', 'x-api-key': 'ap1-key' },
    body: '{"client_secret":"b0dy-secret","name":"Ada"}',
  });
  const text = JSON.stringify(result);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect(text).toContain('Ada');
  expect(result.facts.url).toBe(`http://user:***@127.0.0.1:${port}/?token=***&page=2`);
  expect((result.facts.headers as Record<string, string>)['set-cookie']).toBe('sid=***; Path=/; HttpOnly, b=***');
  expect(result.command).toContain(`--header 'authorization: ***'`);
});
