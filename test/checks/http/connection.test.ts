import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as requestPlain } from 'node:http';
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { closePort, fixtures, identity, listen, pem, run, serve, serveTcp } from './serve.ts';

const trusted = { ca: 'root.pem' };
const here = { folder: fixtures };
const serveTls = (options: object = {}) =>
  listen(createTlsServer({ ...identity(), ...options }, (_, response) => response.end('ok')));

/** A proxy that passes everything on, or answers CONNECT with what it is told; it keeps what it was asked. */
async function serveProxy(refusal?: string) {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`.trim());
    const { port, pathname } = new URL(incoming.url ?? '');
    requestPlain({ port, path: pathname, host: '127.0.0.1' }, (answer) =>
      answer.pipe(outgoing.writeHead(answer.statusCode ?? 0)),
    ).end();
  });
  server.on('connect', (incoming, client: Socket) => {
    asked.push(`CONNECT ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`.trim());
    if (refusal !== undefined) return client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
    const upstream = connect(Number(incoming.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  return { port: await listen(server), asked };
}

test('http goes through a proxy in absolute form, and https through a tunnel whose time is told', async () => {
  const proxy = await serveProxy();
  const plain = await serve((_, response) => response.end('ok'));
  const secure = await serveTls();
  const url = `http://u:p4ssw0rd@127.0.0.1:${proxy.port}`;
  const first = await run({ url: `http://127.0.0.1:${plain}/a`, proxy: url });
  const second = await run({ url: `https://localhost:${secure}/b`, proxy: url, ...trusted }, here);
  expect(proxy.asked).toEqual([
    `GET http://127.0.0.1:${plain}/a Basic dTpwNHNzdzByZA==`,
    `CONNECT localhost:${secure} Basic dTpwNHNzdzByZA==`,
  ]);
  expect(first.facts).toMatchObject({
    status: 200,
    proxy: `http://u:***@127.0.0.1:${proxy.port}/`,
    proxy_why: 'proxy',
    proxy_ms: null,
  });
  expect(second.facts).toMatchObject({ status: 200, proxy_ms: expect.any(Number), tls_ms: expect.any(Number) });
  expect(second.evidence[0]?.text).toMatch(
    /^through the proxy .* \(proxy\): the times of dns and tcp are those of the proxy$/,
  );
  expect(second.command).toContain(`--proxy 'http://u:***@127.0.0.1:${proxy.port}/'`);
  expect(JSON.stringify([first, second])).not.toMatch(/p4ssw0rd|dTpwNHNzdzByZA/);
});

test('a proxy of the environment is used, and one that is passed by is said', async () => {
  const proxy = await serveProxy();
  const port = await serve((_, response) => response.end('ok'));
  const env = { http_proxy: `127.0.0.1:${proxy.port}`, NO_PROXY: 'direct.test' };
  const resolve = [`direct.test:${port}:127.0.0.1`];
  const through = await run({ url: `http://partner.test:${port}/` }, { env });
  const direct = await run({ url: `http://direct.test:${port}/`, resolve }, { env });
  expect(through.facts).toMatchObject({ status: 200, proxy_why: 'http_proxy' });
  expect(direct.facts).toMatchObject({ status: 200, proxy: null, proxy_why: 'no_proxy names direct.test' });
  expect(direct.command).toContain(`--noproxy '*' --resolve direct.test:${port}:127.0.0.1`);
  const local = await run({ url: `http://127.0.0.1:${port}/` }, { env });
  expect(local.facts).toMatchObject({ proxy: null, proxy_why: 'this machine itself is asked without a proxy' });
});

test('a proxy that says no is a result about the proxy', async () => {
  const proxy = await serveProxy('407 Proxy Authentication Required');
  const gone = await closePort();
  const refused = await run({ url: 'https://partner.test/', proxy: `http://127.0.0.1:${proxy.port}` });
  expect(refused.verdict).toEqual({
    outcome: 'proxy',
    status: 'fail',
    say: `GET https://partner.test/: the proxy 127.0.0.1:${proxy.port} answered CONNECT partner.test:443 with 407 Proxy Authentication Required`,
  });
  const down = await run({ url: 'https://partner.test/', proxy: `http://127.0.0.1:${gone}` });
  expect(down.facts).toMatchObject({
    failure: 'proxy',
    failure_text: `of the proxy: 127.0.0.1:${gone} refused the connection`,
  });
  const mute = await serveTcp(() => undefined);
  const late = await run({ url: 'https://partner.test/', proxy: `http://127.0.0.1:${mute}`, connect_timeout: '200ms' });
  expect(late.facts.failure_text).toBe(
    `of the proxy: 127.0.0.1:${mute} did not open a tunnel within 200 ms (connect_timeout)`,
  );
});

test('a SOCKS proxy is a problem that says what is spoken', async () => {
  await expect(
    run({ url: 'http://partner.test/' }, { env: { ALL_PROXY: 'socks5://u:s3cret@10.0.0.1' } }),
  ).rejects.toMatchObject({
    message: 'ALL_PROXY socks5://u:***@10.0.0.1 is a socks5 proxy, which is not spoken here',
  });
});

test('an address can be pinned, and Host and SNI stay those of the URL', async () => {
  let host: string | undefined;
  const port = await serve((incoming, response) => {
    host = incoming.headers.host;
    response.end();
  });
  const pinned = await run({
    url: `http://api.partner.test:${port}/`,
    resolve: [`api.partner.test:${port}:127.0.0.1`],
  });
  expect(pinned.facts).toMatchObject({ status: 200, dns_ms: null, remote_address: '127.0.0.1' });
  expect(host).toBe(`api.partner.test:${port}`);
  let name: string | undefined;
  const secure = await serveTls({
    SNICallback: (asked: string, done: (error: null) => void) => {
      name = asked;
      done(null);
    },
  });
  const moved = await run(
    { url: 'https://api.partner.test/', connect_to: [`::127.0.0.1:${secure}`], ...trusted },
    here,
  );
  expect(name).toBe('api.partner.test');
  expect(moved.facts.failure_text).toMatch(
    /^TLS with api\.partner\.test:443 failed: Host: api\.partner\.test\. is not in the cert's altnames/,
  );
});

test('a Unix socket is connected to', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-unix-'));
  const server = createServer((_, response) => response.end('ok'));
  const socket = path.join(folder, 'a.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  try {
    const { facts, command } = await run({ url: 'http://docker/info', unix_socket: socket });
    expect(facts).toMatchObject({ status: 200, remote_address: null });
    expect(command).toContain(`--unix-socket ${socket}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  }
});

test('a client certificate is shown, and a server that wants one says so', async () => {
  const port = await serveTls({ requestCert: true, rejectUnauthorized: true, ca: [pem('root.pem'), pem('int.pem')] });
  const url = `https://localhost:${port}/`;
  const without = await run({ url, ...trusted }, here);
  expect(without.facts.failure).toBe('tls');
  expect(without.verdict.say).toMatch(/tlsv13 alert certificate required: it wants a client certificate/);
  const shown = await run({ url, ...trusted, cert: 'client-only.pem', key: 'leaf.key' }, here);
  expect(shown.facts).toMatchObject({ status: 200, tls_version: 'TLSv1.3', trust: 'the CA file root.pem' });
  expect(shown.command).toContain('--cacert root.pem --cert client-only.pem --key leaf.key');
});

test.each([
  [
    { cert: 'leaf.pem', key: 'weak.key' },
    'the client certificate cannot be used: weak.key is not the key of the first certificate in leaf.pem',
  ],
  [
    { cert: 'leaf.pem', key: 'README.md' },
    'the client certificate cannot be used: README.md holds no private key in PEM form',
  ],
  [{ cert: 'README.md' }, 'README.md holds no certificate in PEM form'],
  [{ cert: 'leaf.pem', key: 'none.key' }, 'none.key is not in the evidence folder'],
])('%j is a problem of this machine', async (given, message) => {
  await expect(run({ url: 'https://localhost:9/', ...given }, here)).rejects.toMatchObject({
    name: 'CheckProblem',
    message,
  });
});

test('an encrypted key needs its passphrase', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-key-'));
  const key = createPrivateKey(pem('leaf.key')).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'op3n-sesame',
  });
  await writeFile(path.join(folder, 'client.pem'), pem('client-only.pem') + key);
  const port = await serveTls({ requestCert: true, ca: [pem('root.pem'), pem('int.pem')] });
  const given = {
    url: `https://localhost:${port}/`,
    cert: 'client.pem',
    passphrase_env: 'PASS',
    ca: `${fixtures}root.pem`,
  };
  try {
    const right = await run(given, { folder, env: { PASS: 'op3n-sesame' } });
    expect(right.facts.status).toBe(200);
    expect(JSON.stringify(right)).not.toContain('op3n-sesame');
    await expect(run(given, { folder, env: { PASS: 'wrong' } })).rejects.toMatchObject({
      message:
        'the client certificate cannot be used: client.pem has another passphrase: name the variable that holds it with passphrase_env',
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a root is found where OpenSSL and Node look for it: the same places as for a tls check', async () => {
  const port = await serveTls();
  const url = `https://localhost:${port}/`;
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-roots-'));
  try {
    await writeFile(path.join(folder, 'root.pem'), pem('root.pem'));
    await writeFile(path.join(folder, 'broken.pem'), '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    const system = await run({ url }, { env: { SSL_CERT_DIR: folder } });
    expect(system.facts).toMatchObject({ status: 200, tls_error: null });
    const node = await run({ url, trust: 'node' }, { env: { NODE_EXTRA_CA_CERTS: path.join(folder, 'root.pem') } });
    expect(node.facts).toMatchObject({ status: 200, tls_error: null });
    expect((await run({ url, trust: 'node' })).facts).toMatchObject({ failure: 'tls' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a certificate that is not trusted can be passed by, and is said', async () => {
  const port = await serveTls();
  const strict = await run(
    { url: `https://localhost:${port}/` },
    { env: { SSL_CERT_FILE: `${fixtures}other-root.pem` } },
  );
  expect(strict.facts).toMatchObject({ failure: 'tls' });
  expect(strict.evidence.at(-2)?.text).toBe(`trusted were the roots of this machine (${fixtures}other-root.pem)`);
  const lax = await run({ url: `https://localhost:${port}/`, insecure: true });
  expect(lax.facts).toMatchObject({ status: 200, tls_error: expect.stringMatching(/^SELF_SIGNED|UNABLE/) });
  expect(lax.evidence.at(-2)?.text).toMatch(
    /^its certificate is not trusted: .*; it was asked all the same \(insecure\)$/,
  );
  expect(lax.command).toContain('--insecure');
});

test('HTTP/2 is spoken where the server offers it, and 1.1 on demand', async () => {
  const seen: unknown[] = [];
  const server = createSecureServer({ ...identity(), allowHTTP1: true }, (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    incoming.on('end', () => {
      seen.push([
        incoming.httpVersion,
        incoming.method,
        incoming.url,
        incoming.headers['x-a'],
        Buffer.concat(chunks).toString(),
      ]);
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end('{"a":1}');
    });
  });
  const url = `https://localhost:${await listen(server)}/x?y`;
  const given = { url, method: 'POST', headers: { 'X-A': 'b' }, body: 'hello', ...trusted };
  const two = await run({ ...given, expect: { http_version: 2, status: 201 } }, here);
  expect(two.facts).toMatchObject({ http_version: '2', json: { a: 1 }, first_byte_ms: expect.any(Number), failed: [] });
  const one = await run({ ...given, http_version: '1.1' }, here);
  expect(one.facts).toMatchObject({ status: 201, http_version: '1.1' });
  expect(seen).toEqual(['2.0', '1.1'].map((version) => [version, 'POST', '/x?y', 'b', 'hello']));
});

test('a server of HTTP/2 alone is named where it is asked without TLS', async () => {
  const port = await listen(createHttp2Server((_, response) => response.end()));
  const { facts } = await run({ url: `http://127.0.0.1:${port}/` });
  expect(facts).toMatchObject({ failure: 'not-http', failure_text: expect.stringMatching(/HTTP\/2/) });
});

test('http to a TLS port is named', async () => {
  const port = await serveTcp((socket) =>
    socket.once('data', () => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46]))),
  );
  const { facts } = await run({ url: `http://127.0.0.1:${port}/` });
  expect(facts.failure_text).toBe(`127.0.0.1:${port} answered with a TLS alert: it wants https://`);
});

test('a TLS handshake of nonsense is a failure of TLS', async () => {
  const nonsense = Buffer.from([0x16, 3, 3, 0, 6, 2, 0, 0, 2, 0xff, 0xff]);
  const port = await serveTcp((socket) => socket.once('data', () => socket.write(nonsense)));
  const { facts } = await run({ url: `https://127.0.0.1:${port}/` });
  expect(facts).toMatchObject({ status: 0, failure: 'tls', failure_phase: 'tls' });
});

test('an HTTP/2 server that breaks off is a failure, not a crash', async () => {
  const server = createSecureServer(identity(), (_, response) => {
    response.stream.respond({ ':status': 200 });
    response.stream.write('half');
    response.stream.close(2);
  });
  server.on('sessionError', () => undefined);
  const url = `https://localhost:${await listen(server)}/`;
  const { facts } = await run({ url, ...trusted }, here);
  expect(facts).toMatchObject({ ok: false, failure: 'reset', failure_phase: 'body' });
  const nothing = createSecureServer(identity());
  nothing.on('stream', (stream) => stream.on('error', () => undefined));
  nothing.on('session', (session) => session.goaway(1));
  const refused = await run({ url: `https://localhost:${await listen(nothing)}/`, ...trusted }, here);
  expect(refused.facts).toMatchObject({ status: 0, failure: expect.stringMatching(/^(reset|not-http)$/) });
});

test('HTTP/2 stops at the time-out too', async () => {
  const port = await listen(createSecureServer(identity(), () => undefined));
  const { facts } = await run({ url: `https://localhost:${port}/`, ...trusted }, { ...here, timeoutMs: 600 });
  expect(facts).toMatchObject({ failure: 'timeout', failure_phase: 'answer', http_version: null });
});

test('numbers stand in headers and forms as text', async () => {
  const port = await serve((incoming, response) => {
    incoming.on('data', (chunk) => response.end(`${incoming.headers['x-n']} ${chunk}`));
  });
  const { facts } = await run({ url: `http://127.0.0.1:${port}/`, headers: { 'x-n': 3 }, form: { a: 1, b: true } });
  expect(facts.body_text).toBe('3 a=1&b=true');
});

test('a header of 10 MB is cut off with words', async () => {
  const port = await serveTcp((socket) =>
    socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nx-big: ${'a'.repeat(10_000_000)}\r\n\r\n`)),
  );
  const { verdict } = await run({ url: `http://127.0.0.1:${port}/` });
  expect(verdict).toEqual({
    outcome: 'not-http',
    status: 'fail',
    say: `GET http://127.0.0.1:${port}/: 127.0.0.1:${port} answered with more than 256 KiB of headers`,
  });
});

test('headers of 100 KB are taken in, as curl does', async () => {
  const port = await serve((_, response) => response.setHeader('x-big', 'a'.repeat(100_000)).end());
  expect((await run({ url: `http://127.0.0.1:${port}/` })).facts).toMatchObject({ status: 200 });
});

test('a body that drips ends at the time-out, which is named', async () => {
  const port = await serve((_, response) => {
    const timer = setInterval(() => response.write('.'), 10);
    response.on('close', () => clearInterval(timer));
  });
  const { facts } = await run({ url: `http://127.0.0.1:${port}/` }, { timeoutMs: 400 });
  expect(facts).toMatchObject({
    status: 200,
    failure: 'timeout',
    failure_text: expect.stringMatching(
      /^the body from 127\.0\.0\.1:\d+ did not end within [1-3]\d\d ms \(the time-out of the check\)$/,
    ),
  });
});

test('a change of protocol ends the answer', async () => {
  const server = createServer();
  server.on('upgrade', (_, socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  );
  const url = `http://127.0.0.1:${await listen(server)}/`;
  const { facts } = await run({ url, headers: { connection: 'Upgrade', upgrade: 'x' }, expect: { status: 101 } });
  expect(facts).toMatchObject({ status: 101, failed: [], body_bytes: 0 });
});

test('a proxy that is spoken to over TLS passes on plain HTTP', async () => {
  const asked: unknown[] = [];
  const port = await listen(
    createTlsServer(identity(), (incoming, response) => {
      asked.push(incoming.url);
      response.end('ok');
    }),
  );
  const env = { http_proxy: `https://localhost:${port}` };
  const { facts } = await run({ url: 'http://partner.test/a', ...trusted }, { ...here, env });
  expect(facts).toMatchObject({ status: 200, tls_ms: null, proxy: `https://localhost:${port}/` });
  expect(asked).toEqual(['http://partner.test/a']);
});

test('informational answers are passed over, and told', async () => {
  const port = await serve((_, response) =>
    response.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => response.end('ok')),
  );
  const { facts, evidence } = await run({ url: `http://127.0.0.1:${port}/` });
  expect(facts.status).toBe(200);
  expect(evidence[0]?.text).toBe('first came an informational 103');
});

test.each([
  ['zlib', deflateSync('{"a":1}')],
  ['bare', deflateRawSync('{"a":1}')],
])('a deflate body is decoded, %s', async (_, bytes) => {
  const port = await serve((__, response) => response.setHeader('content-encoding', 'deflate').end(bytes));
  expect((await run({ url: `http://127.0.0.1:${port}/` })).facts.json).toEqual({ a: 1 });
});

test('basic and bearer credentials come from the environment, and are seen by the server alone', async () => {
  const seen: unknown[] = [];
  const port = await serve((incoming, response) => {
    seen.push(incoming.headers.authorization);
    response.end();
  });
  const url = `http://127.0.0.1:${port}/`;
  const env = { PW: 'pässword', TOKEN: 't0ken-value' };
  const basic = await run({ url, basic: { user: 'bob', password_env: 'PW' } }, { env });
  const bearer = await run({ url, bearer_env: 'TOKEN' }, { env });
  const value = Buffer.from('bob:pässword').toString('base64');
  expect(seen).toEqual([`Basic ${value}`, 'Bearer t0ken-value']);
  expect(basic.command).toContain(`--user 'bob:***'`);
  expect(JSON.stringify([basic, bearer])).not.toMatch(new RegExp(`pässword|t0ken-value|${value}`));
  await expect(run({ url, bearer_env: 'NOPE' })).rejects.toMatchObject({
    status: 'blocked',
    message: 'the environment variable NOPE is not set',
  });
});

test('a file is sent as it lies, and one that is not there blocks the check', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-body-'));
  await writeFile(path.join(folder, 'in.bin'), Buffer.from([0, 255, 10]));
  const port = await serve((incoming, response) => {
    incoming.on('data', (chunk) => response.end(Buffer.from(chunk).toString('hex')));
  });
  try {
    const { facts, command } = await run({ url: `http://127.0.0.1:${port}/`, body_file: 'in.bin' }, { folder });
    expect(facts.body_text).toBe('00ff0a');
    expect(command).toContain('--data-binary @in.bin');
    await expect(run({ url: 'http://127.0.0.1:9/', body_file: 'none' }, { folder })).rejects.toMatchObject({
      status: 'blocked',
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
