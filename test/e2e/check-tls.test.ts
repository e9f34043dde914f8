import { writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { authority, createTlsLab, serverFor, type TlsLab } from '../helpers/tls-lab.ts';
import { createServers } from '../helpers/tls-servers.ts';

let program: Program;
let lab: TlsLab;
beforeAll(async () => {
  program = await createProgram();
  lab = createTlsLab();
  lab.issue(
    { name: 'root', issuer: 'root', key: 'root', extensions: authority },
    { name: 'int', issuer: 'root', key: 'int', extensions: authority },
    { name: 'leaf', subject: 'localhost', issuer: 'int', extensions: serverFor('DNS:hooks.test') },
    {
      name: 'hostile',
      subject: '\u001b]0;owned\u0007\u202egnp',
      issuer: 'hostile',
      extensions: serverFor('DNS:hooks.test'),
    },
  );
  writeFileSync(path.join(lab.folder, 'chain.pem'), lab.pem('leaf int'));
}, 60_000);
afterAll(async () => {
  lab.remove();
  await program.remove();
});

const servers = createServers();
afterEach(servers.close);

const serve = (names: string, address = '127.0.0.1', port = 0) =>
  servers.serve({ cert: lab.pem(names), key: lab.key('leaf') }, { address, port });
const run = (...argv: readonly string[]) =>
  program.run(['check', 'tls', ...argv], { cwd: lab.folder, env: { NO_COLOR: '1' } });

it('prints one line for each finding, with what to do, and the command', async () => {
  const port = await serve('leaf int');
  await serve('leaf', '127.0.0.2', port);
  const to = ['--connect', '127.0.0.1', '--connect', '127.0.0.2', '--cacert', 'root.pem'];
  const { stdout, stderr, exitCode } = await run(`hooks.test:${port}`, ...to);
  expect(stderr).toBe('');
  const ca = path.join(lab.folder, 'root.pem');
  const lines = stdout.replaceAll(`:${port}`, '').replaceAll(ca, 'root.pem').split('\n');
  expect(lines.filter((line) => !line.includes('handshake: '))).toEqual([
    'fail: hooks.test (127.0.0.2): the issuer of CN=localhost, CN=int, was not sent and is not in the CA file root.pem: an intermediate certificate is missing, or that root is not trusted here',
    '  127.0.0.2  missing-intermediate: the issuer of CN=localhost, CN=int, was not sent and is not in the CA file root.pem: an intermediate certificate is missing, or that root is not trusted here. Fix: serve the full chain (fullchain.pem), not the certificate alone',
    '  127.0.0.1  certificate 1 of 2: CN=localhost; issued by CN=int; valid until 2120-01-01T00:00:00.000Z',
    '  127.0.0.1  certificate 2 of 2: CN=int; issued by CN=root; valid until 2120-01-01T00:00:00.000Z',
    '  127.0.0.2  certificate 1 of 1: CN=localhost; issued by CN=int; valid until 2120-01-01T00:00:00.000Z',
    '  hooks.test  held against the CA file root.pem',
    '  $ for at in 127.0.0.1 127.0.0.2; do openssl s_client -servername hooks.test -showcerts -CAfile root.pem -connect "$at" </dev/null; done',
  ]);
  expect(exitCode).toBe(3);
  const first = await run(`hooks.test:${port}`, ...to, '--first', '--json');
  expect(JSON.parse(first.stdout)).toMatchObject({ kind: 'tls', status: 'pass', facts: { addresses: ['127.0.0.1'] } });
});

it('verifies a file before it is deployed', async () => {
  const argv = ['hooks.test', '--file', 'chain.pem', '--cacert', 'root.pem'];
  const good = await run(...argv, '--key', 'leaf.key');
  expect(good).toMatchObject({ exitCode: 0, stderr: '' });
  expect(good.stdout).toMatch(/^pass: \S+chain\.pem: nothing wrong; trusted by the CA file/);
  const bad = await run(...argv, '--key', 'int.key', '--json');
  expect(bad.exitCode).toBe(3);
  expect(JSON.parse(bad.stdout)).toMatchObject({ outcome: 'key-mismatch', facts: { findings: ['key-mismatch'] } });
});

it('lets no text of a certificate reach the terminal as a command', async () => {
  const { stdout } = await run(`hooks.test:${await serve('hostile')}`, '--connect', '127.0.0.1');
  expect(stdout).toContain('self-signed');
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
});

it.each([
  [[], 2, 'causebook: no server and no file was given. Give HOST[:PORT], or --file FILE.'],
  [['https://a.test/x'], 2, 'causebook: "https://a.test/x" is not a host or host:port'],
  [['a.test', '--warn-days', 'soon'], 2, 'causebook: --warn-days is not a number. Give days, like 21.'],
])('%j is a usage error', async (argv, exitCode, stderr) => {
  expect(await run(...argv)).toMatchObject({ exitCode, stderr, stdout: '' });
});

it('names the limit that was hit, also where the trust store takes a while to read', async () => {
  const port = await servers.listen(createTcpServer());
  const { stdout, exitCode } = await run(`localhost:${port}`, '--connect', '127.0.0.1', '--timeout', '3s');
  expect(stdout).toMatch(
    /^fail: localhost:\d+ accepted the connection but did not finish the TLS handshake within 2750 ms \(the time-out of the check\)\n/,
  );
  expect(exitCode).toBe(3);
});

it('ends at Ctrl-C', async () => {
  let isOpen = false;
  const port = await servers.listen(createTcpServer(() => (isOpen = true)));
  const child = execa(
    'node',
    [bin, 'check', 'tls', `localhost:${port}`, '--connect', '127.0.0.1', '--timeout', '60s'],
    {
      env: program.env,
      reject: false,
    },
  );
  await vi.waitFor(() => expect(isOpen).toBe(true), { timeout: 20_000, interval: 20 });
  child.kill('SIGINT');
  expect(await child).toMatchObject({ exitCode: 130, stdout: '' });
});
