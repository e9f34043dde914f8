import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A certificate to make. `issuer` is the name of another one, or the certificate itself; dates are as `openssl ca` takes them. */
export type Order = {
  readonly name: string;
  readonly subject?: string;
  readonly issuer: string;
  readonly key?: string;
  readonly extensions: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly digest?: string;
};

/** A folder of certificates and keys that openssl made. */
export type TlsLab = {
  readonly folder: string;
  readonly issue: (...orders: readonly Order[]) => void;
  readonly pem: (names: string) => string;
  readonly key: (name: string) => string;
  readonly openssl: (...argv: readonly string[]) => string;
  readonly remove: () => void;
};

/** The extensions of an authority and of a server certificate. */
export const authority = [
  'basicConstraints=critical,CA:TRUE',
  'keyUsage=critical,keyCertSign,cRLSign',
  'subjectKeyIdentifier=hash',
];
export const serverFor = (names: string) => [
  'basicConstraints=critical,CA:FALSE',
  'extendedKeyUsage=serverAuth',
  `subjectAltName=${names}`,
];

const config = `
[ca]
default_ca = lab
[lab]
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
`;

/** An instant as `openssl ca` takes it: 20200101000000Z. */
export function asn1Time(instant: Date): string {
  return instant.toISOString().replace(/[-:T]|\.\d+/g, '');
}

/** Makes a temporary folder in which certificates are made with `openssl ca`, which alone can set both dates. */
export function createTlsLab(): TlsLab {
  const folder = mkdtempSync(path.join(tmpdir(), 'causebook-tls-'));
  const openssl = (...argv: readonly string[]) =>
    execFileSync('openssl', argv, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  writeFileSync(path.join(folder, 'ca.cnf'), config);
  writeFileSync(path.join(folder, 'index.txt'), '');
  const keys = new Set<string>();
  const makeKey = (name: string) => {
    if (keys.has(name)) return;
    keys.add(name);
    const kind = /^rsa(\d+)/.exec(name)?.[1];
    if (kind === undefined)
      openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
    else openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${kind}`, '-out', `${name}.key`);
  };
  const keyOf = new Map<string, string>();
  const issue = (order: Order) => {
    const { name, subject = name, issuer, key = 'leaf', extensions, digest = 'sha256' } = order;
    makeKey(key);
    keyOf.set(name, key);
    openssl('req', '-new', '-key', `${key}.key`, '-subj', `/CN=${subject}`, '-out', `${name}.csr`);
    writeFileSync(path.join(folder, `${name}.ext`), `${extensions.join('\n')}\n`);
    const signer =
      issuer === name
        ? ['-selfsign', '-keyfile', `${key}.key`]
        : ['-cert', `${issuer}.pem`, '-keyfile', `${keyOf.get(issuer)}.key`];
    const { from = '20200101000000Z', to = '21200101000000Z' } = order;
    openssl(
      'ca',
      '-batch',
      '-config',
      'ca.cnf',
      '-notext',
      '-md',
      digest,
      '-in',
      `${name}.csr`,
      '-extfile',
      `${name}.ext`,
      '-startdate',
      from,
      '-enddate',
      to,
      ...signer,
      '-out',
      `${name}.pem`,
    );
  };
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  return {
    folder,
    issue: (...orders) => orders.forEach(issue),
    pem: (names) =>
      names
        .split(' ')
        .map((name) => read(`${name}.pem`))
        .join(''),
    key: (name) => read(`${keyOf.get(name) ?? name}.key`),
    openssl,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
