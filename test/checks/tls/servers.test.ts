import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startDeadline } from '../../../src/checks/http/deadline.ts';
import { createContexts } from '../../../src/checks/tls/contexts.ts';
import { loadTrustStore } from '../../../src/checks/tls/trust-store.ts';
import { visit } from '../../../src/checks/tls/visit.ts';
import { tls } from '../../../src/checks/tls.ts';
import { type ContextParts, createCheckContext } from '../../helpers/check-context.ts';
import { asn1Time, authority, createTlsLab, serverFor, type TlsLab } from '../../helpers/tls-lab.ts';
import { createServers } from '../../helpers/tls-servers.ts';

let lab: TlsLab;
beforeAll(() => {
  lab = createTlsLab();
  const good = serverFor('DNS:localhost,IP:127.0.0.1');
  const client = ['extendedKeyUsage=clientAuth'];
  lab.issue(
    { name: 'root', issuer: 'root', key: 'root', extensions: authority },
    { name: 'int', issuer: 'root', key: 'int', extensions: authority },
    { name: 'client-root', issuer: 'client-root', key: 'client-root', extensions: authority },
    { name: 'leaf', subject: 'localhost', issuer: 'int', extensions: good },
    { name: 'renewed', subject: 'localhost', issuer: 'int', extensions: good },
    { name: 'default', subject: 'default.test', issuer: 'int', extensions: serverFor('DNS:default.test') },
    { name: 'must-staple', subject: 'localhost', issuer: 'int', extensions: [...good, 'tlsfeature=status_request'] },
    { name: 'client', issuer: 'client-root', key: 'client', extensions: client },
    { name: 'stranger', issuer: 'root', key: 'client', extensions: client },
    { name: 'past-client', issuer: 'client-root', key: 'client', extensions: client, to: '20210101000000Z' },
  );
}, 60_000);
afterAll(() => lab.remove());

const servers = createServers();
afterEach(servers.close);

const from = (names: string, name = 'leaf') => ({ cert: lab.pem(names), key: lab.key(name) });

async function run(given: Record<string, unknown>, parts: ContextParts = {}) {
  const parameters = tls.parameters.parse({ host: 'localhost', connect: '127.0.0.1', ca: 'root.pem', ...given });
  return tls.run(parameters, await createCheckContext({ folder: lab.folder, timeoutMs: 20_000, ...parts }));
}

/** `openssl s_server` with a good chain. */
const sServer = (...argv: readonly string[]) =>
  servers.run(
    (port) => [
      'openssl',
      's_server',
      '-accept',
      `127.0.0.1:${port}`,
      '-cert',
      'leaf.pem',
      '-key',
      'leaf.key',
      '-cert_chain',
      'int.pem',
      '-quiet',
      ...argv,
    ],
    lab.folder,
  );
const lowered = ['-cipher', 'DEFAULT@SECLEVEL=0'];

const versions: readonly (readonly [
  title: string,
  argv: readonly string[],
  findings: readonly string[],
  protocols: readonly string[],
])[] = [
  ['TLS 1.0 only', ['-tls1', ...lowered], ['old-protocol-only'], ['TLSv1']],
  ['TLS 1.1 only', ['-tls1_1', ...lowered], ['old-protocol-only'], ['TLSv1.1']],
  ['TLS 1.2 only', ['-tls1_2'], [], ['TLSv1.2']],
  ['TLS 1.3 only', ['-tls1_3'], [], ['TLSv1.3']],
  ['TLS 1.0 to 1.3', lowered, ['old-protocol-offered'], ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
];

test.each(versions)('a server with %s', async (_title, argv, findings, protocols) => {
  const port = await sServer(...argv);
  const { facts, verdict } = await run({ port });
  expect(facts).toMatchObject({ findings, protocols, trusted: true });
  expect(verdict.outcome).toBe(findings[0] ?? 'ok');
});

test('an old server is told what it lacks, and its chain is judged all the same', async () => {
  const port = await sServer('-tls1', ...lowered);
  const { verdict, facts } = await run({ port, host: 'api.test' });
  expect(verdict.say).toBe(
    `api.test:${port}: the certificate is for DNS:localhost, IP Address:127.0.0.1, not for api.test; also old-protocol-only`,
  );
  expect(facts.details).toContain('the server speaks nothing newer than TLS 1.0');
});

test('min_protocol makes TLS 1.2 too old', async () => {
  const port = await sServer();
  expect((await run({ port, min_protocol: 'TLSv1.3' })).facts.findings).toEqual(['old-protocol-offered']);
  const old = await sServer('-tls1_2');
  expect((await run({ port: old, min_protocol: 'TLSv1.3', protocols: false })).facts).toMatchObject({
    findings: ['old-protocol-only'],
    protocols: [],
  });
});

test.each([['-tls1_2', ['DHE-RSA-NONE']]])('%s: a server with no cipher in common says so', async (version) => {
  const port = await sServer(version, '-cipher', 'ECDHE-RSA-AES128-GCM-SHA256');
  const { verdict } = await run({ port });
  expect(verdict).toMatchObject({ outcome: 'handshake-failed', status: 'fail' });
});

test.each(['-tls1_2', '-tls1_3'])(
  '%s: a client certificate that is demanded, and one that is accepted',
  async (version) => {
    const port = await sServer(version, '-Verify', '1', '-verify_return_error', '-CAfile', 'client-root.pem');
    const refused = await run({ port, host: 'api.test' });
    expect(refused.facts).toMatchObject({
      findings: ['client-certificate-required', 'wrong-host'],
      client_certificate: 'required',
      client_authorities: version === '-tls1_2' ? ['CN=client-root'] : [],
      chain: ['CN=localhost', 'CN=int'],
    });
    expect(refused.verdict.say).toBe(
      `api.test:${port}: the server demands a client certificate${version === '-tls1_2' ? ' by CN=client-root' : ''}; also wrong-host`,
    );
    const own = { cert: 'client.pem', key: 'client.key' };
    const accepted = await run({ port, ...own });
    expect(accepted.facts).toMatchObject({ findings: [], client_certificate: 'accepted' });
    expect(accepted.command).toBe(
      `openssl s_client -connect 127.0.0.1:${port} -servername localhost -showcerts -CAfile root.pem -cert client.pem -key client.key </dev/null`,
    );
    for (const cert of ['stranger.pem', 'past-client.pem']) {
      const { facts, verdict } = await run({ port, ...own, cert });
      expect(facts).toMatchObject({ findings: ['client-certificate-refused'], client_certificate: 'refused' });
      expect(verdict.say).toMatch(
        cert === 'stranger.pem'
          ? /does not accept the client certificate that was given: unknown ca$/
          : /does not accept the client certificate that was given: certificate expired$/,
      );
    }
  },
);

test('a client certificate that is only asked for is no fault', async () => {
  const port = await sServer('-verify', '1', '-CAfile', 'client-root.pem');
  const { facts, verdict } = await run({ port });
  expect(facts).toMatchObject({ findings: ['client-certificate-wanted'], client_certificate: 'wanted' });
  expect(verdict).toMatchObject({ outcome: 'ok', status: 'pass' });
  expect((await run({ port, cert: 'client.pem', key: 'client.key' })).facts.client_certificate).toBe('accepted');
});

test('a client certificate whose key is another one is no check', async () => {
  await expect(run({ port: 1, cert: 'client.pem', key: 'leaf.key' })).rejects.toMatchObject({
    status: 'error',
    message: 'the client certificate cannot be used: the key does not belong to it',
  });
});

test('a server that knows several names is asked for each, and without one', async () => {
  const contexts: Record<string, ReturnType<typeof createSecureContext>> = {
    localhost: createSecureContext(from('leaf int')),
  };
  const port = await servers.serve({
    ...from('default int'),
    SNICallback: (name, done) => done(null, contexts[name] as never),
  });
  const { facts } = await run({ port });
  expect(facts).toMatchObject({ findings: ['no-sni-differs'], without_sni: 'differs', subject: 'CN=localhost' });
  expect(facts.details).toEqual([
    'clients that do not say which name they want (SNI) get another certificate: CN=default.test',
  ]);
  const both = await run({ port, servernames: ['default.test', 'other.test'] });
  expect(both.facts).toMatchObject({
    findings: ['wrong-host', 'no-sni-differs'],
    endpoints: [
      { servername: 'localhost', findings: ['no-sni-differs'] },
      { servername: 'default.test', findings: [] },
      { servername: 'other.test', findings: ['wrong-host'] },
    ],
  });
  expect(both.verdict.say).toBe(
    `localhost:${port} (127.0.0.1:${port} for other.test): the certificate is for DNS:default.test, not for other.test; also no-sni-differs`,
  );
});

test('a server that refuses unknown names says so, and one that refuses none', async () => {
  const port = await sServer(
    '-servername',
    'localhost',
    '-servername_fatal',
    '-cert2',
    'leaf.pem',
    '-key2',
    'leaf.key',
  );
  const { verdict, facts } = await run({ port, host: 'api.test' });
  expect(verdict).toMatchObject({ outcome: 'handshake-failed', status: 'fail' });
  expect(verdict.say).toContain('unrecognized name');
  expect(facts.fixes).toEqual(['the server does not know api.test: ask for a name that it serves']);
});

test('of two addresses the bad one is named, and what they differ in', async () => {
  const port = await servers.serve(from('leaf int'), { address: '127.0.0.1' });
  await servers.serve(from('renewed'), { address: '127.0.0.2', port });
  const { facts, verdict, command, evidence } = await run({ port, connect: ['127.0.0.1', '127.0.0.2'] });
  expect(facts).toMatchObject({
    findings: ['missing-intermediate'],
    addresses: ['127.0.0.1', '127.0.0.2'],
    differs: ['fingerprint', 'chain', 'findings'],
    trusted: false,
    endpoints: [
      { address: '127.0.0.1', findings: [], trusted: true },
      { address: '127.0.0.2', findings: ['missing-intermediate'], trusted: false },
    ],
  });
  expect(verdict.say).toBe(
    `localhost:${port} (127.0.0.2:${port}): the issuer of CN=localhost, CN=int, was not sent and is not in the CA file root.pem: an intermediate certificate is missing, or that root is not trusted here`,
  );
  expect(command).toBe(
    `for at in 127.0.0.1:${port} 127.0.0.2:${port}; do openssl s_client -servername localhost -showcerts -CAfile root.pem -connect "$at" </dev/null; done`,
  );
  expect(evidence.map(({ source, text }) => `${source.replaceAll(`:${port}`, '')} ${text.split(':')[0]}`)).toEqual([
    '127.0.0.2 missing-intermediate',
    '127.0.0.1 certificate 1 of 2',
    '127.0.0.1 certificate 2 of 2',
    '127.0.0.2 certificate 1 of 1',
    'localhost handshake',
    'localhost held against the CA file root.pem',
  ]);
});

test('of two addresses one that is dead fails, and the other is looked at', async () => {
  const port = await servers.serve(from('leaf int'));
  const { facts, verdict } = await run({ port, connect: ['127.0.0.1', '127.0.0.2'] });
  expect(verdict).toMatchObject({
    outcome: 'refused',
    say: `localhost:${port}: 127.0.0.2:${port} refused the connection`,
  });
  expect(facts).toMatchObject({ failure: 'refused', trusted: null, days_left: expect.any(Number) });
  expect((await run({ port, connect: ['127.0.0.1', '127.0.0.2'], addresses: 'first' })).verdict.outcome).toBe('ok');
});

test('an address that cannot be tried from here is told, and takes nothing away', async () => {
  const port = await servers.serve(from('leaf int'));
  // The broadcast address takes no TCP connections on any machine.
  const { facts, verdict } = await run({ port, connect: ['127.0.0.1', '255.255.255.255'] });
  expect(facts).toMatchObject({ findings: ['not-tried'], failure: null, trusted: true });
  expect(verdict).toMatchObject({ status: 'pass', say: expect.stringContaining('worth knowing: not-tried') });
  await expect(run({ port, connect: '255.255.255.255' })).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'error',
  });
});

test('the root of a company is trusted by one list and not by the other', async () => {
  const port = await servers.serve(from('leaf int'));
  const env = { SSL_CERT_FILE: path.join(lab.folder, 'root.pem') };
  const both = await run({ port, ca: undefined }, { env });
  expect(both.facts).toMatchObject({
    findings: ['trust-differs'],
    trusted: true,
    trusted_by: ['system'],
    trust_store: `Node's own list of roots and the system's (${env.SSL_CERT_FILE})`,
    details: ["trusted by the system's, but not by Node's own list of roots"],
    fixes: ['curl works where a Node program fails: give the program NODE_EXTRA_CA_CERTS'],
  });
  expect(both.verdict).toMatchObject({ outcome: 'trust-differs', status: 'warn' });
  expect((await run({ port, ca: undefined, trust: 'system' }, { env })).facts.findings).toEqual([]);
  expect((await run({ port, ca: undefined, trust: 'node' }, { env })).facts.findings).toEqual(['untrusted-root']);
  const extra = { NODE_EXTRA_CA_CERTS: env.SSL_CERT_FILE };
  expect((await run({ port, ca: undefined, trust: 'node' }, { env: extra })).facts).toMatchObject({
    findings: [],
    trust_store: `Node's own list of roots (with NODE_EXTRA_CA_CERTS ${env.SSL_CERT_FILE})`,
  });
});

/** An OCSP response of the lab's CA about a certificate; `lines` is the database of the CA. */
function staple(
  name: string,
  of: { readonly isRevoked?: boolean; readonly days?: number; readonly isUnknown?: boolean } = {},
) {
  const serial = lab.openssl('x509', '-in', `${name}.pem`, '-noout', '-serial').trim().replace('serial=', '');
  const state = of.isRevoked === true ? 'R\t21200101000000Z\t240101000000Z' : 'V\t21200101000000Z\t';
  const index = of.isUnknown === true ? '' : `${state}\t${serial}\tunknown\t/CN=localhost\n`;
  writeFileSync(path.join(lab.folder, 'ocsp.txt'), index);
  lab.openssl('ocsp', '-issuer', 'int.pem', '-cert', `${name}.pem`, '-reqout', 'ocsp.req');
  lab.openssl(
    'ocsp',
    '-index',
    'ocsp.txt',
    '-CA',
    'int.pem',
    '-rsigner',
    'int.pem',
    '-rkey',
    'int.key',
    '-reqin',
    'ocsp.req',
    '-respout',
    'ocsp.der',
    '-ndays',
    String(of.days ?? 7),
  );
}

test.each([
  ['leaf', {}, undefined, [], 'good'],
  ['leaf', { isRevoked: true }, undefined, ['revoked'], 'revoked'],
  ['leaf', { isUnknown: true }, undefined, ['staple-bad'], 'unknown'],
  ['leaf', {}, 8, ['staple-expired'], 'good'],
  ['must-staple', {}, 8, ['staple-expired'], 'good'],
  ['leaf', {}, -1, ['clock-suspect'], 'good'],
] as const)('a stapled OCSP response: %s %j, looked at %s days later', async (name, of, days, findings, staple_) => {
  staple(name, of);
  const port = await sServer('-cert', `${name}.pem`, '-status_file', 'ocsp.der');
  const now = new Date(Date.now() + (days ?? 0) * 86_400_000);
  const { facts, verdict } = await run({ port }, { now });
  expect(facts).toMatchObject({ findings, staple: staple_ });
  const isFailure = findings.some((id) => id === 'revoked') || name === 'must-staple';
  expect(verdict.status).toBe(findings.length === 0 ? 'pass' : isFailure ? 'fail' : 'warn');
});

test('a certificate that demands a staple and gets none, and a staple about another certificate', async () => {
  const port = await sServer('-cert', 'must-staple.pem');
  expect((await run({ port })).verdict).toMatchObject({ outcome: 'staple-missing', status: 'fail' });
  staple('renewed');
  const wrong = await run({ port: await sServer('-status_file', 'ocsp.der') });
  expect(wrong.facts.details).toEqual(['the stapled OCSP response is of no use: it is about another certificate']);
  writeFileSync(path.join(lab.folder, 'ocsp.der'), '0\x80garbage');
  const port2 = await servers.serve({ ...from('leaf int') });
  expect((await run({ port: port2 })).facts.staple).toBe('none');
});

test('what the server offers besides (ALPN) is told', async () => {
  const port = await servers.serve({ ...from('leaf int'), ALPNProtocols: ['h2', 'http/1.1'] });
  expect((await run({ port, alpn: ['http/1.1'] })).facts.alpn).toBe('http/1.1');
  expect((await run({ port })).facts.alpn).toBeNull();
});

test('a name without an address, and a time-out that names its limit', async () => {
  const { verdict, facts } = await run({ host: 'no-such-name.invalid', connect: undefined, port: 443 });
  expect(verdict).toEqual({
    outcome: 'dns',
    status: 'fail',
    say: 'no-such-name.invalid:443: the name no-such-name.invalid has no address',
  });
  expect(Object.keys(facts).sort()).toEqual(Object.keys(tls.facts).sort());
  const silent = await servers.listen(createTcpServer());
  const slow = await run({ port: silent, starttls: 'smtp' }, { timeoutMs: 3000 });
  expect(slow.verdict).toMatchObject({
    outcome: 'timeout',
    say: `localhost:${silent} accepted the connection but did not get to TLS by smtp within 2750 ms (the time-out of the check)`,
  });
});

test('a machine that was too slow to get to the server says nothing of the server', async () => {
  const silent = await servers.listen(createTcpServer());
  const deadline = startDeadline({ signal: new AbortController().signal, timeoutMs: 400 });
  const store = await loadTrustStore({ ca: undefined, trust: 'node', env: {} });
  const contexts = createContexts(store, undefined);
  // Reading certificates holds everything up, timers too.
  for (const started = performance.now(); performance.now() - started < 400; );
  const way = { address: '127.0.0.1', host: 'localhost', port: silent, starttls: undefined, deadline };
  await expect(visit(way, contexts, { servername: '', alpn: undefined, protocols: true })).rejects.toMatchObject({
    status: 'error',
    message: expect.stringMatching(/^only \d+ of 360 ms were left for 127\.0\.0\.1: this machine was too slow$/),
  });
  deadline.stop();
});

test('hostile text in names comes through as text, and its length is bounded', async () => {
  lab.issue({
    name: 'hostile',
    subject: `\u001b[2J${'x'.repeat(40)}`,
    issuer: 'int',
    extensions: serverFor(Array.from({ length: 300 }, (_, n) => `DNS:${n}.a.test`).join(',')),
  });
  const port = await servers.serve({ cert: lab.pem('hostile int'), key: lab.key('hostile') });
  const { facts, verdict } = await run({ port });
  expect(verdict.outcome).toBe('wrong-host');
  expect(verdict.say.length).toBeLessThan(400);
  expect(verdict.say).toContain('and 294 more');
  expect((facts.names as readonly string[]).length).toBe(100);
  expect(asn1Time(new Date(0))).toBe('19700101000000Z');
});

test('a server that only lowered security can speak to is told, and its chain is judged all the same', async () => {
  // SHA-1 under the key exchange: OpenSSL takes it at its security level 0 alone.
  const port = await sServer('-tls1_2', '-sigalgs', 'ECDSA+SHA1', '-cipher', 'DEFAULT@SECLEVEL=0');
  const { facts, verdict } = await run({ port, host: 'api.test' });
  expect(facts).toMatchObject({ findings: ['handshake-failed', 'wrong-host'], protocol: 'TLSv1.2', failure: null });
  expect(verdict.say).toMatch(/^TLS with .* failed: .*: it works only with lowered security; also wrong-host$/);
});

test('the command that is shown gives the same certificates', async () => {
  const port = await servers.serve(from('leaf int'));
  await servers.serve(from('renewed'), { address: '127.0.0.2', port });
  for (const [connect, count] of [
    ['127.0.0.1', 2],
    [['127.0.0.1', '127.0.0.2'], 3],
  ] as const) {
    const { command } = await run({ port, connect });
    const { stdout } = await execa('bash', ['-c', command ?? ''], { cwd: lab.folder, reject: false });
    expect(stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(count);
  }
});

test('SSL_CERT_DIR is read as the store of the system, and a root that only Node has is told', async () => {
  const port = await servers.serve(from('leaf int'));
  const folder = path.join(lab.folder, 'roots');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'a.pem'), lab.pem('root'));
  writeFileSync(path.join(folder, 'notes.txt'), 'no certificate');
  const env = { SSL_CERT_DIR: folder };
  const system = await run({ port, ca: undefined, trust: 'system' }, { env });
  expect(system.facts).toMatchObject({ findings: [], trust_store: `the system's (${folder})` });
  const none = {
    SSL_CERT_FILE: path.join(lab.folder, 'gone.pem'),
    NODE_EXTRA_CA_CERTS: path.join(lab.folder, 'root.pem'),
  };
  expect((await run({ port, ca: undefined }, { env: none })).facts.trust_store).toContain(
    '(the system has none that could be found)',
  );
  const other = { ...none, SSL_CERT_FILE: path.join(lab.folder, 'client-root.pem') };
  expect((await run({ port, ca: undefined }, { env: other })).facts).toMatchObject({
    findings: ['trust-differs'],
    fixes: ['Node programs work where curl fails: add the root to the system (update-ca-certificates)'],
  });
});

test('a check that is cancelled ends at once, whatever it waits for', async () => {
  for (const given of [{}, { starttls: 'smtp' }, { connect: ['127.0.0.1', '127.0.0.2'] }]) {
    const cancel = new AbortController();
    const port = await servers.listen(createTcpServer(() => cancel.abort()));
    const started = performance.now();
    await expect(run({ port, ...given }, { signal: cancel.signal, timeoutMs: 60_000 })).rejects.toMatchObject({
      name: 'CheckProblem',
      message: 'cancelled',
    });
    expect(performance.now() - started).toBeLessThan(10_000);
  }
});
