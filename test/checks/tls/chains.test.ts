import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { tls } from '../../../src/checks/tls.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { asn1Time, authority, createTlsLab, serverFor, type TlsLab } from '../../helpers/tls-lab.ts';
import { askClient, askVerify, type Complaint } from '../../helpers/tls-oracle.ts';
import { createServers } from '../../helpers/tls-servers.ts';

const inMinutes = (minutes: number) => asn1Time(new Date(Date.now() + minutes * 60_000));
const day = 24 * 60;
const good = serverFor('DNS:localhost,IP:127.0.0.1');
const past = { from: '20190101000000Z', to: '20200101000000Z' };
const without = (extension: string) => authority.filter((each) => !each.startsWith(extension));

let lab: TlsLab;
beforeAll(() => {
  lab = createTlsLab();
  lab.issue(
    { name: 'root', issuer: 'root', key: 'root', extensions: authority },
    { name: 'other-root', issuer: 'other-root', key: 'other-root', extensions: authority },
    { name: 'old-root', issuer: 'old-root', key: 'old-root', extensions: authority, ...past },
    { name: 'int', issuer: 'root', key: 'int', extensions: authority },
    { name: 'other-int', issuer: 'other-root', key: 'other-int', extensions: authority },
    { name: 'cross-root', subject: 'root', issuer: 'other-root', key: 'root', extensions: authority },
    { name: 'past-cross-root', subject: 'root', issuer: 'other-root', key: 'root', extensions: authority, ...past },
    { name: 'ending-int', issuer: 'root', key: 'ending-int', extensions: authority, to: inMinutes(10 * day + 60) },
    { name: 'past-int', issuer: 'root', key: 'past-int', extensions: authority, ...past },
    { name: 'sha1-int', issuer: 'root', key: 'sha1-int', extensions: authority, digest: 'sha1' },
    { name: 'weak-int', issuer: 'root', key: 'rsa1024-int', extensions: authority },
    { name: 'no-ca', issuer: 'root', key: 'no-ca', extensions: ['basicConstraints=critical,CA:FALSE'] },
    { name: 'no-sign', issuer: 'root', key: 'no-sign', extensions: [...without('keyUsage'), 'keyUsage=cRLSign'] },
    {
      name: 'short',
      issuer: 'root',
      key: 'short',
      extensions: [...without('basicConstraints'), 'basicConstraints=critical,CA:TRUE,pathlen:0'],
    },
    { name: 'below-short', issuer: 'short', key: 'below-short', extensions: authority },
    {
      name: 'narrow',
      issuer: 'root',
      key: 'narrow',
      extensions: [...authority, 'nameConstraints=critical,permitted;DNS:partner.test,permitted;IP:10.0.0.0/255.0.0.0'],
    },
    {
      name: 'excluding',
      issuer: 'root',
      key: 'excluding',
      extensions: [...authority, 'nameConstraints=critical,excluded;DNS:localhost'],
    },
    {
      name: 'mail-int',
      issuer: 'root',
      key: 'mail-int',
      extensions: [...authority, 'extendedKeyUsage=emailProtection'],
    },
    { name: 'leaf', subject: 'localhost', issuer: 'int', extensions: good },
    { name: 'expired', subject: 'localhost', issuer: 'int', extensions: good, ...past },
    { name: 'expired-other', subject: 'other.test', issuer: 'int', extensions: serverFor('DNS:other.test'), ...past },
    { name: 'future', subject: 'localhost', issuer: 'int', extensions: good, from: '21100101000000Z' },
    { name: 'soon', subject: 'localhost', issuer: 'int', extensions: good, from: inMinutes(40) },
    { name: 'ending', subject: 'localhost', issuer: 'int', extensions: good, to: inMinutes(10 * day + 60) },
    { name: 'of-ending', subject: 'localhost', issuer: 'ending-int', extensions: good },
    { name: 'bare', subject: 'localhost', issuer: 'int', extensions: ['basicConstraints=critical,CA:FALSE'] },
    { name: 'address-only', subject: 'localhost', issuer: 'int', extensions: serverFor('IP:127.0.0.1') },
    { name: 'wild', subject: 'wild', issuer: 'int', extensions: serverFor('DNS:*.wild.test,DNS:xn--bcher-kva.test') },
    { name: 'self', subject: 'localhost', issuer: 'self', extensions: good },
    { name: 'self-bad', subject: 'other.test', issuer: 'self-bad', extensions: serverFor('DNS:other.test'), ...past },
    { name: 'foreign', subject: 'localhost', issuer: 'other-int', extensions: good },
    { name: 'of-old-root', subject: 'localhost', issuer: 'old-root', extensions: good },
    { name: 'weak', subject: 'localhost', issuer: 'int', key: 'rsa1024', extensions: good },
    { name: 'sha1', subject: 'localhost', issuer: 'int', extensions: good, digest: 'sha1' },
    {
      name: 'worst',
      subject: 'other.test',
      issuer: 'past-int',
      key: 'rsa1024',
      extensions: serverFor('DNS:other.test'),
      digest: 'sha1',
      ...past,
    },
    { name: 'of-sha1', subject: 'localhost', issuer: 'sha1-int', extensions: good },
    { name: 'of-weak', subject: 'localhost', issuer: 'weak-int', extensions: good },
    { name: 'of-past', subject: 'localhost', issuer: 'past-int', extensions: good },
    { name: 'of-no-ca', subject: 'localhost', issuer: 'no-ca', extensions: good },
    { name: 'of-no-sign', subject: 'localhost', issuer: 'no-sign', extensions: good },
    { name: 'of-below', subject: 'localhost', issuer: 'below-short', extensions: good },
    { name: 'of-narrow', subject: 'localhost', issuer: 'narrow', extensions: good },
    { name: 'in-narrow', subject: 'api', issuer: 'narrow', extensions: serverFor('DNS:api.partner.test,IP:10.1.2.3') },
    { name: 'of-excluding', subject: 'localhost', issuer: 'excluding', extensions: good },
    { name: 'of-mail', subject: 'localhost', issuer: 'mail-int', extensions: good },
    {
      name: 'for-clients',
      subject: 'localhost',
      issuer: 'int',
      extensions: ['extendedKeyUsage=clientAuth', 'subjectAltName=DNS:localhost'],
    },
    { name: 'odd', subject: 'localhost', issuer: 'int', extensions: [...good, '1.2.3.4=critical,ASN1:NULL'] },
    { name: 'must-staple', subject: 'localhost', issuer: 'int', extensions: [...good, 'tlsfeature=status_request'] },
  );
}, 60_000);
afterAll(() => lab.remove());

const servers = createServers();
afterEach(servers.close);

/** `sent` is served, and written to a file. `isOurs`: OpenSSL has nothing to say about it. */
type Row = {
  readonly sent: string;
  readonly findings: readonly string[];
  readonly host?: string;
  readonly ca?: string;
  readonly given?: Record<string, unknown>;
  readonly status?: string;
  readonly isOurs?: true;
};

const rows: readonly (readonly [title: string, row: Row])[] = [
  ['a good chain', { sent: 'leaf int', findings: [] }],
  ['expired', { sent: 'expired int', findings: ['expired'] }],
  ['not yet valid', { sent: 'future int', findings: ['not-yet-valid'] }],
  ['valid in 40 minutes', { sent: 'soon int', findings: ['not-yet-valid', 'clock-suspect'] }],
  ['the wrong host', { sent: 'leaf int', host: 'api.test', findings: ['wrong-host'] }],
  ['the wrong address', { sent: 'leaf int', host: '127.0.0.9', findings: ['wrong-host'] }],
  ['the right address', { sent: 'leaf int', host: '127.0.0.1', findings: [] }],
  ['a common name and nothing else', { sent: 'bare int', findings: ['wrong-host'], isOurs: true }],
  ['a name that only the common name has', { sent: 'address-only int', findings: ['wrong-host'], isOurs: true }],
  ['a wildcard', { sent: 'wild int', host: 'a.wild.test', findings: [] }],
  ['a wildcard over two labels', { sent: 'wild int', host: 'a.b.wild.test', findings: ['wrong-host'] }],
  ['a wildcard and its bare domain', { sent: 'wild int', host: 'wild.test', findings: ['wrong-host'] }],
  ['a name with a dot at its end', { sent: 'leaf int', host: 'localhost.', findings: [] }],
  ['an international name', { sent: 'wild int', host: 'bücher.test', findings: [] }],
  ['a missing intermediate', { sent: 'leaf', findings: ['missing-intermediate'] }],
  ['the wrong order', { sent: 'leaf root int', findings: ['chain-order', 'root-sent'], isOurs: true }],
  ['a stray', { sent: 'leaf int other-root', findings: ['extra-certificates'], isOurs: true }],
  ['an intermediate sent twice', { sent: 'leaf int int', findings: ['extra-certificates'], isOurs: true }],
  ['the root sent along', { sent: 'leaf int root', findings: ['root-sent'], isOurs: true }],
  ['a cross-signed twin of the root', { sent: 'leaf int cross-root', findings: [], isOurs: true }],
  ['an expired twin of the root', { sent: 'leaf int past-cross-root', findings: ['extra-certificates'], isOurs: true }],
  ['self-signed', { sent: 'self', findings: ['self-signed'] }],
  ['self-signed, expired, for another host', { sent: 'self-bad', findings: ['expired', 'wrong-host', 'self-signed'] }],
  ['a root nobody trusts', { sent: 'foreign other-int', findings: ['untrusted-root'] }],
  [
    'a root nobody trusts, sent along',
    { sent: 'foreign other-int other-root', findings: ['untrusted-root', 'root-sent'] },
  ],
  ['an expired root', { sent: 'of-old-root', ca: 'old-root', findings: ['expired'] }],
  ['an expired intermediate', { sent: 'of-past past-int', findings: ['expired'] }],
  ['a weak key', { sent: 'weak int', findings: ['weak-key'] }],
  ['a weak key of the intermediate', { sent: 'of-weak weak-int', findings: ['weak-key'] }],
  ['a SHA-1 signature', { sent: 'sha1 int', findings: ['weak-signature'] }],
  ['a SHA-1 signature of the intermediate', { sent: 'of-sha1 sha1-int', findings: ['weak-signature'] }],
  [
    'everything at once',
    {
      sent: 'worst root past-int other-root',
      findings: [
        'expired',
        'wrong-host',
        'weak-key',
        'weak-signature',
        'chain-order',
        'extra-certificates',
        'root-sent',
      ],
    },
  ],
  [
    'expired, for another host, incomplete',
    { sent: 'expired-other', findings: ['expired', 'wrong-host', 'missing-intermediate'] },
  ],
  ['ten days left', { sent: 'ending int', findings: ['expires-soon'], isOurs: true }],
  ['an intermediate with ten days left', { sent: 'of-ending ending-int', findings: ['expires-soon'], isOurs: true }],
  [
    'ten days left, where eleven are too few',
    { sent: 'ending int', given: { fail_days: 11 }, status: 'fail', findings: ['expires-soon'], isOurs: true },
  ],
  ['ten days left, where nine are enough', { sent: 'ending int', given: { warn_days: 9 }, findings: [] }],
  ['an issuer that is no CA', { sent: 'of-no-ca no-ca', findings: ['not-trusted'] }],
  ['an issuer that may not sign', { sent: 'of-no-sign no-sign', findings: ['not-trusted'] }],
  ['too many intermediates', { sent: 'of-below below-short short', findings: ['not-trusted'] }],
  ['a name that the issuer may not certify', { sent: 'of-narrow narrow', findings: ['not-trusted'] }],
  ['a name that the issuer may certify', { sent: 'in-narrow narrow', host: 'api.partner.test', findings: [] }],
  ['a name that the issuer excludes', { sent: 'of-excluding excluding', findings: ['not-trusted'] }],
  ['an intermediate for mail', { sent: 'of-mail mail-int', findings: ['not-trusted'] }],
  ['a certificate for clients', { sent: 'for-clients int', findings: ['not-trusted'] }],
  ['a critical extension that nobody knows', { sent: 'odd int', findings: ['not-trusted'] }],
];

const keyFor = (sent: string) => lab.key(sent.split(' ')[0] ?? '');

test.each(rows)('served: %s', async (_title, row) => {
  const { sent, host = 'localhost', ca = 'root', findings, given } = row;
  const options = { cert: lab.pem(sent), key: keyFor(sent), ciphers: 'DEFAULT@SECLEVEL=0' };
  const port = await servers.serve(options);
  const result = await run({ host, port, connect: '127.0.0.1', ca: `${ca}.pem`, ...given });
  expect(result.facts.findings).toEqual(findings);
  expect(result.verdict.status).toBe(row.status ?? statusOf(findings));
  const name = /^[\d.]+$/.test(host) ? ['-verify_ip', host] : ['-verify_hostname', asciiOf(host)];
  const complaints = await askClient(['-connect', `127.0.0.1:${port}`, '-CAfile', `${lab.folder}/${ca}.pem`, ...name]);
  compare(complaints, row);
});

test.each(rows)('in a file, with its key: %s', async (_title, row) => {
  const { sent, host = 'localhost', ca = 'root', findings, given } = row;
  writeFileSync(path.join(lab.folder, 'server.pem'), lab.pem(sent));
  writeFileSync(path.join(lab.folder, 'server.key'), keyFor(sent));
  const parameters = { file: 'server.pem', host, ca: `${ca}.pem`, ...given };
  for (const key of [{}, { key: 'server.key' }]) {
    const result = await run({ ...parameters, ...key });
    expect(result.facts.findings).toEqual(findings);
    expect(result.facts.key_matches).toBe('key' in key ? true : null);
  }
  const name = /^[\d.]+$/.test(host) ? ['-verify_ip', host] : ['-verify_hostname', asciiOf(host)];
  const file = `${lab.folder}/server.pem`;
  const complaints = await askVerify([
    '-purpose',
    'sslserver',
    '-auth_level',
    '2',
    '-CAfile',
    `${lab.folder}/${ca}.pem`,
    ...name,
    '-untrusted',
    file,
    file,
  ]);
  compare(complaints, row);
});

async function run(given: Record<string, unknown>) {
  return tls.run(tls.parameters.parse(given), await createCheckContext({ folder: lab.folder, timeoutMs: 20_000 }));
}

/** Every complaint of OpenSSL must be among our findings; and where it has none, we have one only where the row says that it is ours. */
function compare(complaints: readonly Complaint[], { findings, isOurs }: Row): void {
  for (const { text, meanings } of complaints)
    expect(
      meanings.some((id) => findings.includes(id)),
      `OpenSSL says: ${text}`,
    ).toBe(true);
  expect(complaints.length === 0, complaints.map(({ text }) => text).join()).toBe(
    findings.length === 0 || isOurs === true,
  );
}

const infos = ['root-sent'];
const warnings = ['extra-certificates', 'expires-soon', 'clock-suspect'];

function statusOf(findings: readonly string[]): string {
  const serious = findings.filter((id) => !infos.includes(id));
  if (serious.length === 0) return 'pass';
  return serious.every((id) => warnings.includes(id)) ? 'warn' : 'fail';
}

function asciiOf(host: string): string {
  return new URL(`http://${host}`).hostname.replace(/\.$/, '');
}
