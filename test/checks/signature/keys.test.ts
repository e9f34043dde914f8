import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toKey } from '../../../src/checks/signature/key.ts';
import { schemes } from '../../../src/checks/signature/schemes.ts';
import { signRequest } from '../../../src/checks/signature/sign.ts';
import { check, raw } from './check.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');

test('a certificate in the evidence folder verifies, and another one does not', async () => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = signRequest({
    scheme: schemes.sendgrid,
    secret: fixture('leaf.key'),
    method: 'POST',
    url: 'http://localhost/',
    headers: [],
    body: Buffer.from('{}'),
    id: '',
    at: new Date(0),
    webhookId: undefined,
  });
  const headers = Object.fromEntries(signed.headers.map((one) => [one.name, one.value]));
  const files = {
    'request.http': raw(headers, '{}'),
    'cert.pem': fixture('leaf.pem'),
    'other.pem': String(keys.publicKey.export({ type: 'spki', format: 'pem' })),
  };
  const given = { scheme: 'sendgrid', key_file: 'cert.pem' };
  expect((await check(files, given)).verdict.status).toBe('pass');
  const other = await check(files, { ...given, key_file: 'other.pem' });
  expect(other.verdict.outcome).toBe('invalid');
  expect(other.evidence.map(({ text }) => text).join()).toContain('fingerprint of the key in use');
});

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const spki = publicKey.export({ type: 'spki', format: 'der' });

test.each([
  ['PEM', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
  [
    'PEM in one line, as in an .env file',
    publicKey.export({ type: 'spki', format: 'pem' }).toString().replaceAll('\n', '\\n'),
  ],
  ['base64 of DER', spki.toString('base64')],
  ['hex', spki.subarray(-32).toString('hex')],
  ['base64', spki.subarray(-32).toString('base64')],
  ['whpk_', `whpk_${spki.subarray(-32).toString('base64')}`],
])('a public key is read as %s', (_, text) => {
  expect(toKey(text, 'public')).toMatchObject({ bytes: spki });
});

test.each([
  [
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'the key is a private key: verifying needs the public one, and the private one belongs to the sender',
  ],
  ['whsk_AAAA', 'the key is a private key: verifying needs the public one, and the private one belongs to the sender'],
  [
    'whsec_AAAA',
    'the key is a webhook secret (whsec_…), not a public key: give PEM, base64 of a DER public key, or 32 bytes of Ed25519 in hex or base64',
  ],
  [
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    'the key begins like PEM and cannot be read: copy it whole, from BEGIN to END',
  ],
])('what is no public key is told what it is, without showing it: %#', (text, unfit) => {
  expect(toKey(text, 'public')).toEqual({ unfit });
});
