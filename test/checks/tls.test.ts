import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { startDeadline } from '../../src/checks/http/deadline.ts';
import { createContexts } from '../../src/checks/tls/contexts.ts';
import { shakeHands } from '../../src/checks/tls/handshake.ts';
import { renderName } from '../../src/checks/tls/render.ts';
import { loadTrustStore } from '../../src/checks/tls/trust-store.ts';
import { tls } from '../../src/checks/tls.ts';
import { type ContextParts, createCheckContext } from '../helpers/check-context.ts';
import { createServers } from '../helpers/tls-servers.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const folder = new URL('../fixtures/tls/', import.meta.url).pathname;
const pem = (name: string) => readFileSync(`${folder}${name}`, 'utf8');
const chainOf = (names: string) =>
  names
    .split(' ')
    .map((name) => pem(`${name}.pem`))
    .join('');

const servers = createServers();
const { listen } = servers;
afterEach(servers.close);

const serve = (names: string, options: TlsOptions = {}) =>
  servers.serve({
    key: pem(names.startsWith('weak') ? 'weak.key' : 'leaf.key'),
    cert: chainOf(names),
    ciphers: 'DEFAULT@SECLEVEL=0',
    ...options,
  });

async function run(given: Record<string, unknown>, parts: ContextParts = {}) {
  return tls.run(tls.parameters.parse(given), await createCheckContext({ folder, ...parts }));
}

test('a good chain is a pass and says whom it was trusted by', async () => {
  const port = await serve('leaf int');
  const now = new Date('2026-11-23T12:00:00Z');
  const result = await run({ host: 'localhost', port, ca: 'root.pem' }, { now });
  const own = {
    findings: [],
    details: [],
    fixes: [],
    failure: null,
    failure_text: null,
    days_left: 34005,
    subject: 'CN=localhost',
    issuer: 'CN=Causebook Test Intermediate',
    names: ['DNS:localhost', 'IP Address:127.0.0.1'],
    not_before: '2020-01-01T00:00:00.000Z',
    not_after: '2120-01-01T00:00:00.000Z',
    protocol: 'TLSv1.3',
    cipher: expect.stringMatching(/^TLS_AES/),
    alpn: null,
    protocols: ['TLSv1.2', 'TLSv1.3'],
    chain: ['CN=localhost', 'CN=Causebook Test Intermediate'],
    trusted: true,
    trusted_by: ['ca'],
    fingerprint: new X509Certificate(pem('leaf.pem')).fingerprint256.replaceAll(':', '').toLowerCase(),
    staple: 'none',
    client_certificate: 'not-wanted',
    client_authorities: [],
    without_sni: 'same',
    key_matches: null,
  };
  expect(result.facts).toEqual({
    ...own,
    trust_store: 'the CA file root.pem',
    addresses: ['127.0.0.1'],
    differs: [],
    endpoints: [{ ...own, place: `localhost:${port}`, address: '127.0.0.1', servername: 'localhost' }],
  });
  expect(result.verdict).toEqual({
    outcome: 'ok',
    status: 'pass',
    say: `localhost:${port}: nothing wrong; trusted by the CA file root.pem, valid for 34005 more days`,
  });
  expect(result.command).toBe(
    `openssl s_client -connect localhost:${port} -servername localhost -showcerts -CAfile root.pem </dev/null`,
  );
  expect(Object.keys(result.facts).sort()).toEqual(Object.keys(tls.facts).sort());
});

const chains: readonly (readonly [sent: string, findings: readonly string[], say: string])[] = [
  ['expired int', ['expired'], 'CN=localhost expired on 2020-01-01, 2519 days ago'],
  [
    'expired-other',
    ['expired', 'wrong-host', 'missing-intermediate'],
    'CN=other.test expired on 2020-01-01, 2519 days ago; also wrong-host, missing-intermediate',
  ],
  ['not-yet int', ['not-yet-valid'], 'CN=localhost is not valid before 2110-01-01'],
  ['self-signed', ['self-signed'], 'CN=localhost signed itself'],
  ['no-names int', ['wrong-host'], 'the certificate carries no name (subjectAltName), so it is not for localhost'],
  [
    'leaf',
    ['missing-intermediate'],
    'the issuer of CN=localhost, CN=Causebook Test Intermediate, was not sent and is not in the CA file root.pem: an intermediate certificate is missing, or that root is not trusted here',
  ],
  ['weak int', ['weak-key'], 'the RSA key of CN=localhost has 1024 bits'],
  [
    'leaf root int',
    ['chain-order', 'root-sent'],
    'the certificates are in the wrong order: CN=localhost > CN=Causebook Test Root > CN=Causebook Test Intermediate; also root-sent',
  ],
  ['leaf int other-root', ['extra-certificates'], 'not part of the chain: CN=Causebook Other Root'],
  ['leaf int int', ['extra-certificates'], 'not part of the chain: CN=Causebook Test Intermediate'],
  ['client-only int', ['not-trusted'], 'CN=localhost is not meant for servers (extended key usage 1.3.6.1.5.5.7.3.2)'],
];

const now = new Date('2026-11-23T12:00:00Z');
const mild = ['root-sent', 'extra-certificates'];

test.each(chains)('a server that sends %s: %j', async (sent, findings, say) => {
  const port = await serve(sent);
  const result = await run({ host: 'localhost', port, ca: 'root.pem' }, { now });
  expect(result.facts.findings).toEqual(findings);
  expect(result.verdict).toEqual({
    outcome: findings[0],
    status: findings.every((id) => mild.includes(id)) ? 'warn' : 'fail',
    say: `localhost:${port}: ${say}`,
  });
});

test('fewer days than warn_days are a warning', async () => {
  const port = await serve('leaf int');
  const late = new Date('2119-12-20T00:00:00Z');
  const result = await run({ host: 'localhost', port, ca: 'root.pem' }, { now: late });
  expect(result.facts).toMatchObject({ findings: ['expires-soon'], days_left: 12 });
  expect(result.verdict).toMatchObject({
    status: 'warn',
    say: `localhost:${port}: CN=localhost expires on 2120-01-01, in 12 days`,
  });
  expect((await run({ host: 'localhost', port, ca: 'root.pem', warn_days: 5 }, { now: late })).verdict.outcome).toBe(
    'ok',
  );
});

test('a root that Node does not know is not trusted, sent along or not', async () => {
  const short = await run({ host: 'localhost', port: await serve('leaf int') }, { now });
  expect(short.facts).toMatchObject({ findings: ['untrusted-root'], trusted: false, trusted_by: [] });
  expect(short.facts.trust_store).toContain("Node's own list of roots");
  const long = await run({ host: 'localhost', port: await serve('leaf int root') }, { now });
  expect(long.facts.findings).toEqual(['untrusted-root', 'root-sent']);
});

test('a chain that is complete only because the CA file holds the intermediate still misses it', async () => {
  const written = await writeFolder({ 'ca.pem': chainOf('root int') });
  const port = await serve('leaf');
  const result = await run({ host: 'localhost', port, ca: 'ca.pem' }, { now, folder: written.folder });
  await written.remove();
  expect(result.facts).toMatchObject({ findings: ['missing-intermediate'], trusted: true });
  expect(result.verdict.say).toBe(
    `localhost:${port}: CN=Causebook Test Intermediate was not sent; it is known here only because the CA file ca.pem holds it`,
  );
});

test('a file in the wrong order is judged by its end certificate', async () => {
  const written = await writeFolder({ 'chain.pem': chainOf('int leaf'), 'root.pem': pem('root.pem') });
  const result = await run({ file: 'chain.pem', host: '127.0.0.1', ca: 'root.pem' }, { now, folder: written.folder });
  await written.remove();
  expect(result.facts).toMatchObject({ findings: ['chain-order'], subject: 'CN=localhost', trusted: true });
});

test('an address is looked for among the addresses of the certificate', async () => {
  const port = await serve('leaf int');
  const result = await run({ host: '127.0.0.1', port, ca: 'root.pem' }, { now });
  expect(result.verdict.outcome).toBe('ok');
  expect(result.command).toContain('-noservername');
  const other = await run({ host: '127.0.0.1', servername: 'api.test', port, ca: 'root.pem' }, { now });
  expect(other.verdict.say).toBe(
    `127.0.0.1:${port}: the certificate is for DNS:localhost, IP Address:127.0.0.1, not for api.test`,
  );
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'on %s the certificates are read as sent, and as OpenSSL rebuilt them',
  async (version) => {
    const port = await serve('leaf root other-root int', { minVersion: version, maxVersion: version });
    const deadline = startDeadline({ signal: new AbortController().signal, timeoutMs: 5000 });
    const ca = { name: 'root.pem', text: '', certificates: [new X509Certificate(pem('root.pem'))] };
    const store = await loadTrustStore({ ca, trust: 'both', env: {} });
    const made = await shakeHands(
      { address: '127.0.0.1', host: 'localhost', port, starttls: undefined, deadline },
      { servername: 'localhost', context: createContexts(store, undefined).usual },
    );
    deadline.stop();
    if ('failure' in made) throw new Error(made.failure.text);
    const { presented } = made;
    const names = (list: typeof presented.sent) =>
      list.map(({ subject }) => renderName(subject).replace(/^CN=(Causebook )?/, ''));
    expect(names(presented.sent)).toEqual(['localhost', 'Test Root', 'Other Root', 'Test Intermediate']);
    expect(names(presented.rebuilt)).toEqual(['localhost', 'Test Intermediate', 'Test Root']);
    expect(presented).toMatchObject({ trustError: undefined, protocol: version });
  },
);

test('a closed port, a port without TLS, and one that hangs up or says nothing are told apart', async () => {
  const gone = await servers.free();
  const plain = await listen(
    createTcpServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
  );
  const closing = await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy())));
  const silent = await listen(createTcpServer());
  const old = await serve('leaf int', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
  const at = async (port: number) =>
    (await run({ host: '127.0.0.1', port }, { timeoutMs: port === silent ? 3000 : 30_000 })).verdict;
  expect(await at(gone)).toEqual({
    outcome: 'refused',
    status: 'fail',
    say: `127.0.0.1:${gone} refused the connection`,
  });
  expect(await at(plain)).toEqual({
    outcome: 'not-tls',
    status: 'fail',
    say: `TLS with 127.0.0.1:${plain} failed: the port does not speak TLS`,
  });
  expect(await at(closing)).toEqual({
    outcome: 'closed-during-handshake',
    status: 'fail',
    say: `127.0.0.1:${closing} closed the connection during the TLS handshake`,
  });
  expect(await at(silent)).toEqual({
    outcome: 'timeout',
    status: 'fail',
    say: `127.0.0.1:${silent} accepted the connection but did not finish the TLS handshake within 2750 ms (the time-out of the check)`,
  });
  expect(await at(old)).toMatchObject({
    outcome: 'untrusted-root',
    say: expect.stringContaining('; also old-protocol-only'),
  });
});

test('a failed connection gives all facts, and none that was not measured', async () => {
  const port = await listen(createTcpServer((socket) => socket.destroy()));
  const { facts } = await run({ host: '127.0.0.1', port });
  expect(Object.keys(facts).sort()).toEqual(Object.keys(tls.facts).sort());
  expect(facts).toMatchObject({
    findings: ['closed-during-handshake'],
    failure: 'closed-during-handshake',
    trusted: null,
    days_left: null,
  });
});

test('a cancel is a problem, not a result', async () => {
  const cancel = new AbortController();
  const port = await listen(createTcpServer(() => cancel.abort()));
  await expect(run({ host: '127.0.0.1', port }, { signal: cancel.signal })).rejects.toMatchObject({
    name: 'CheckProblem',
    message: 'cancelled',
  });
});

test('a file that is missing blocks, one without a certificate is a problem', async () => {
  await expect(run({ file: 'gone.pem' })).rejects.toMatchObject({
    status: 'blocked',
    message: 'gone.pem is not in the evidence folder',
  });
  await expect(run({ file: 'leaf.key' })).rejects.toMatchObject({
    status: 'error',
    message: 'leaf.key holds no certificate in PEM form',
  });
});

test('a check without a host and without a file is no check', () => {
  expect(tls.parameters.safeParse({}).error?.issues[0]?.message).toBe('needs a `host` to connect to, or a `file`');
  expect(tls.parameters.safeParse({ host: 'https://a.test/x' }).success).toBe(false);
});
