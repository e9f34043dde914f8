import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tls } from '../../../src/checks/tls.ts';
import { type ContextParts, createCheckContext } from '../../helpers/check-context.ts';
import { authority, createTlsLab, serverFor, type TlsLab } from '../../helpers/tls-lab.ts';

let lab: TlsLab;
const write = (name: string, content: string | Buffer) => writeFileSync(path.join(lab.folder, name), content);
beforeAll(() => {
  lab = createTlsLab();
  lab.issue(
    { name: 'root', issuer: 'root', key: 'root', extensions: authority },
    { name: 'int', issuer: 'root', key: 'int', extensions: authority },
    { name: 'leaf', subject: 'localhost', issuer: 'int', extensions: serverFor('DNS:localhost') },
    {
      name: 'renewed',
      subject: 'localhost',
      issuer: 'int',
      extensions: serverFor('DNS:localhost'),
      from: '20260511105500Z',
    },
  );
  write('chain.pem', lab.pem('leaf int'));
  write('combined.pem', `${lab.key('leaf')}${lab.pem('leaf int')}`);
  lab.openssl('x509', '-in', 'leaf.pem', '-outform', 'DER', '-out', 'leaf.der');
  lab.openssl('crl2pkcs7', '-nocrl', '-certfile', 'chain.pem', '-out', 'chain.p7b');
  lab.openssl('crl2pkcs7', '-nocrl', '-certfile', 'chain.pem', '-outform', 'DER', '-out', 'chain.p7c');
  const p12 = ['pkcs12', '-export', '-in', 'leaf.pem', '-inkey', 'leaf.key', '-certfile', 'int.pem'];
  lab.openssl(...p12, '-passout', 'pass:open sesame', '-out', 'chain.p12');
  lab.openssl(...p12, '-passout', 'pass:', '-out', 'open.p12');
  lab.openssl(...p12, '-legacy', '-passout', 'pass:open sesame', '-out', 'legacy.p12');
  lab.openssl('pkey', '-in', 'leaf.key', '-aes256', '-passout', 'pass:open sesame', '-out', 'locked.key');
  lab.openssl('pkey', '-in', 'leaf.key', '-outform', 'DER', '-out', 'key.der');
}, 60_000);
afterAll(() => lab.remove());

async function run(given: Record<string, unknown>, parts: ContextParts = {}) {
  const parameters = tls.parameters.parse({ host: 'localhost', ca: 'root.pem', ...given });
  return tls.run(parameters, await createCheckContext({ folder: lab.folder, timeoutMs: 20_000, ...parts }));
}

const sesame = { passphrase_env: 'P12_PASS' };
const env = { P12_PASS: 'open sesame' };

test.each([
  ['PEM', 'chain.pem', []],
  ['PEM with its key', 'combined.pem', []],
  ['DER', 'leaf.der', ['missing-intermediate']],
  ['PKCS#7 in PEM', 'chain.p7b', []],
  ['PKCS#7', 'chain.p7c', []],
  ['PKCS#12', 'chain.p12', []],
  ['PKCS#12 without a passphrase', 'open.p12', []],
])('a file of %s is read', async (_title, file, findings) => {
  const { facts } = await run({ file, ...(file === 'chain.p12' ? sesame : {}) }, { env });
  expect(facts).toMatchObject({
    findings,
    trusted: findings.length === 0,
    key_matches: file === 'combined.pem' ? true : null,
    chain: findings.length === 0 ? ['CN=localhost', 'CN=int'] : ['CN=localhost'],
  });
});

test.each([
  ['locked.key', {}, 'blocked', 'the key in locked.key is encrypted'],
  [
    'locked.key',
    { passphrase_env: 'WRONG' },
    'error',
    /^the key in locked.key cannot be opened with the passphrase that was given/,
  ],
  ['locked.key', { passphrase_env: 'NOT_SET' }, 'blocked', 'the environment variable NOT_SET is not set'],
  ['chain.pem', {}, 'error', 'chain.pem holds no private key that can be read'],
  ['gone.key', {}, 'blocked', 'gone.key is not in the evidence folder'],
])('the key %s %j cannot be used: %s', async (key, given, status, message) => {
  const tried = run({ file: 'chain.pem', key, ...given }, { env: { ...env, WRONG: 'swordfish' } });
  await expect(tried).rejects.toMatchObject({ status, message: expect.stringMatching(message) });
  await expect(tried).rejects.not.toThrow(/swordfish|sesame|BEGIN/);
});

test('a file is held against no name where none is given, and says so', async () => {
  expect((await run({ file: 'chain.pem', host: undefined })).verdict).toMatchObject({
    status: 'pass',
    say: expect.stringMatching(/ more days; no name was given, so none was checked$/),
  });
});

test('a key that is encrypted is opened with its passphrase, and one in DER as it is', async () => {
  for (const key of ['locked.key', 'key.der'])
    expect((await run({ file: 'chain.pem', key, ...sesame }, { env })).facts.key_matches).toBe(true);
});

test('a key that belongs to another certificate is named, and nothing of it is shown', async () => {
  const result = await run({ file: 'chain.pem', key: 'int.key' });
  expect(result.facts).toMatchObject({ findings: ['key-mismatch'], key_matches: false, trusted: true });
  expect(result.verdict).toEqual({
    outcome: 'key-mismatch',
    status: 'fail',
    say: 'chain.pem: the key in int.key does not belong to CN=localhost; it belongs to CN=int',
  });
  const secret = lab.key('int').split('\n')[1] ?? '';
  expect(secret.length).toBeGreaterThan(40);
  expect(JSON.stringify(result)).not.toContain(secret);
  expect(result.command).toBe(
    'openssl verify -show_chain -CAfile root.pem -verify_hostname localhost -untrusted chain.pem chain.pem; openssl x509 -noout -pubkey -in chain.pem; openssl pkey -pubout -in int.key',
  );
});

test.each([
  ['chain.p12', {}, 'blocked', 'chain.p12 is a PKCS#12 file with a passphrase'],
  [
    'chain.p12',
    { passphrase_env: 'WRONG' },
    'error',
    'chain.p12 is a PKCS#12 file with another passphrase than the one that was given',
  ],
  [
    'legacy.p12',
    sesame,
    'error',
    'legacy.p12 is a PKCS#12 file that OpenSSL cannot open: its encryption is out of date',
  ],
  ['locked.key', {}, 'error', 'locked.key holds no certificate in PEM form'],
  ['key.der', {}, 'error', 'key.der holds no certificate in PEM form'],
])('the file %s %j cannot be verified: %s', async (file, given, status, message) => {
  await expect(run({ file, ...given }, { env: { ...env, WRONG: 'swordfish' } })).rejects.toMatchObject({
    status,
    message,
  });
});

test('bytes that are no certificate are told apart by how far they got', async () => {
  const broken = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
  write('broken.pem', `${lab.pem('leaf')}${broken('MIIBgarbage')}`);
  await expect(run({ file: 'broken.pem' })).rejects.toMatchObject({
    status: 'error',
    message: expect.stringMatching(/^certificate 2 of broken.pem cannot be understood: /),
  });
  for (const bytes of [Buffer.of(), Buffer.of(0x30), Buffer.from('0\x82garbage'), Buffer.alloc(5000, 0x30)]) {
    write('bytes.bin', bytes);
    await expect(run({ file: 'bytes.bin' })).rejects.toMatchObject({ status: 'error' });
  }
  write('large.pem', Buffer.alloc(1024 * 1024 + 1));
  await expect(run({ file: 'large.pem' })).rejects.toMatchObject({
    message: 'large.pem is larger than 1 MiB: not a certificate chain',
  });
});

test('a folder of what each address sends is judged file by file', async () => {
  mkdirSync(path.join(lab.folder, 'certs'));
  write('certs/192.0.2.80.pem', lab.pem('leaf int'));
  write('certs/192.0.2.81.pem', lab.pem('renewed'));
  write('certs/notes.json', '{}');
  const { facts, verdict } = await run({ file: 'certs/*.pem' }, { now: new Date('2026-06-01T00:00:00Z') });
  expect(facts).toMatchObject({
    findings: ['missing-intermediate'],
    addresses: ['192.0.2.80', '192.0.2.81'],
    differs: ['fingerprint', 'chain', 'findings'],
    not_before: '2026-05-11T10:55:00.000Z',
    endpoints: [
      { place: 'certs/192.0.2.80.pem', address: '192.0.2.80', findings: [], not_before: '2020-01-01T00:00:00.000Z' },
      { place: 'certs/192.0.2.81.pem', address: '192.0.2.81', findings: ['missing-intermediate'] },
    ],
  });
  expect(verdict).toEqual({
    outcome: 'missing-intermediate',
    status: 'fail',
    say: 'certs/*.pem (certs/192.0.2.81.pem): the issuer of CN=localhost, CN=int, was not sent and is not in the CA file root.pem: an intermediate certificate is missing, or that root is not trusted here',
  });
});

test('a file is judged at the instant of the incident, not by the clock of today', async () => {
  lab.issue({
    name: 'then',
    subject: 'localhost',
    issuer: 'int',
    extensions: serverFor('DNS:localhost'),
    to: '20260601000000Z',
  });
  write('then.pem', lab.pem('then int'));
  const given = { file: 'then.pem', key: 'leaf.key', at: '2026-05-30T10:58:00Z' };
  const before = await run(given, { now: new Date('2026-11-25T00:00:00Z') });
  expect(before.facts).toMatchObject({ findings: ['expires-soon'], days_left: 1, key_matches: true });
  expect(before.verdict.say).toBe('then.pem: CN=localhost expires on 2026-06-01, 1 day after 2026-05-30');
  expect(before.command).toContain('openssl verify -show_chain -attime 1780138680 -CAfile root.pem');
  const after = await run({ ...given, at: '2026-06-02T00:00:00+02:00' });
  expect(after.verdict.say).toBe('then.pem: CN=localhost expired on 2026-06-01, 1 day before 2026-06-01');
  expect(tls.parameters.safeParse({ host: 'a', at: given.at }).error?.issues[0]?.message).toBe(
    '`at` needs a `file`: what a server sent then, nobody can ask',
  );
});

test('of several files the one that cannot be read is a warning, and the others are judged', async () => {
  const { facts, verdict } = await run({ file: ['chain.pem', 'key.der'] });
  expect(facts).toMatchObject({ findings: ['not-tried'], details: ['key.der holds no certificate in PEM form'] });
  expect(verdict).toMatchObject({ outcome: 'not-tried', status: 'warn' });
});

test('a parameter that does not fit the others is refused before anything is read', () => {
  const problem = (given: object) => tls.parameters.safeParse(given).error?.issues[0]?.message;
  expect(problem({ host: 'a', cert: 'a.pem', file: 'b.pem' })).toBe(
    '`cert` is what a connection shows: it does not go with `file`',
  );
  expect(problem({ host: 'a', key: 'a.key' })).toBe('`key` needs the `file` or the `cert` that it belongs to');
  expect(problem({ host: 'a', passphrase_env: 'open sesame' })).toBe('must be the name of an environment variable');
});

test('what a check would touch is told without touching it', () => {
  const touches = (given: object) =>
    tls.touches(tls.parameters.parse(given), new Map()).map(({ what, text }) => `${what} ${text}`);
  expect(touches({ host: 'a.test', connect: ['192.0.2.1', '[2001:db8::1]'], cert: 'c.pem', key: 'c.key' })).toEqual([
    'file c.pem',
    'file c.key',
    'connection 192.0.2.1:443',
    'connection [2001:db8::1]:443',
  ]);
  expect(touches({ file: ['a.pem', 'b.pem'], ca: 'ca.pem' })).toEqual(['file a.pem', 'file b.pem', 'file ca.pem']);
});
