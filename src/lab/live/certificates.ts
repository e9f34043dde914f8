import { createHash, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto';

/** A lab authority and a server certificate that it has signed, all PEM; the key is the server's. */
export type Certificates = { readonly ca: string; readonly certificate: string; readonly key: string };

/**
 * Creates an authority and a server certificate for these host names and IPv4 addresses (RFC 5280, ECDSA P-256). It is signed by the
 * authority, by an intermediate that is given to nobody, or by itself.
 */
export async function createCertificates(
  given: ServerNames & { readonly signedBy?: 'authority' | 'intermediate' | 'itself' },
): Promise<Certificates> {
  // Loaded only here: 60 ms and two packages that nothing else needs.
  const libraries = { pkijs: await import('pkijs'), asn1js: await import('asn1js') };
  const [authority, intermediate, server] = await Promise.all([createKeyPair(), createKeyPair(), createKeyPair()]);
  const subject = given.hosts[0] ?? 'localhost';
  const signers = {
    authority: { issuer: authorityName, signer: authority },
    intermediate: { issuer: intermediateName, signer: intermediate },
    itself: { issuer: subject, signer: server },
  };
  const order = { libraries, notBefore: given.notBefore, notAfter: given.notAfter };
  const ca = await sign({
    ...order,
    ...signers.authority,
    subject: authorityName,
    subjectKey: authority,
    hosts: undefined,
  });
  const certificate = await sign({
    ...order,
    ...signers[given.signedBy ?? 'authority'],
    subject,
    subjectKey: server,
    hosts: given.hosts,
  });
  return {
    ca,
    certificate,
    key: exportKey(server),
  };
}

/** A root of its own with an intermediate below it, both PEM, valid from 2024 to 2044. */
export type Authority = {
  readonly root: string;
  readonly intermediate: string;
  /** Issues a certificate for a server; the key is the server's. */
  readonly issue: (given: ServerNames) => Promise<{ readonly certificate: string; readonly key: string }>;
};

type ServerNames = { readonly hosts: readonly string[]; readonly notBefore: Date; readonly notAfter: Date };

/** Creates a root, an intermediate and an issuer of server certificates, as a public CA has them (RFC 5280, ECDSA P-256). */
export async function createAuthority(): Promise<Authority> {
  const libraries = { pkijs: await import('pkijs'), asn1js: await import('asn1js') };
  const [rootPair, middlePair] = await Promise.all([createKeyPair(), createKeyPair()]);
  const validity = { notBefore: new Date('2024-01-01T00:00:00Z'), notAfter: new Date('2044-01-01T00:00:00Z') };
  const authority = { ...validity, libraries, issuer: authorityName, signer: rootPair, hosts: undefined };
  const [root, intermediate] = await Promise.all([
    sign({ ...authority, subject: authorityName, subjectKey: rootPair }),
    sign({ ...authority, subject: intermediateName, subjectKey: middlePair }),
  ]);
  return {
    root,
    intermediate,
    issue: async ({ hosts, ...dates }) => {
      const server = await createKeyPair();
      const subject = hosts[0] ?? 'localhost';
      const order = { ...dates, libraries, subject, subjectKey: server, hosts };
      const certificate = await sign({ ...order, issuer: intermediateName, signer: middlePair });
      return { certificate, key: exportKey(server) };
    },
  };
}

const authorityName = 'causebook lab CA';
const intermediateName = 'causebook lab intermediate CA';

type Libraries = { readonly pkijs: typeof import('pkijs'); readonly asn1js: typeof import('asn1js') };

type Order = {
  readonly libraries: Libraries;
  readonly subject: string;
  readonly subjectKey: webcrypto.CryptoKeyPair;
  readonly issuer: string;
  readonly signer: webcrypto.CryptoKeyPair;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Names of a server; undefined makes an authority. */
  readonly hosts: readonly string[] | undefined;
};

function exportKey({ privateKey }: webcrypto.CryptoKeyPair): string {
  return KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
}

function createKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}

async function sign(order: Order): Promise<string> {
  const { pkijs, asn1js } = order.libraries;
  const name = (value: string) =>
    new pkijs.AttributeTypeAndValue({ type: oids.commonName, value: new asn1js.Utf8String({ value }) });
  const certificate = new pkijs.Certificate({
    version: 2,
    serialNumber: new asn1js.Integer({ valueHex: serialNumber() }),
  });
  certificate.subject.typesAndValues.push(name(order.subject));
  certificate.issuer.typesAndValues.push(name(order.issuer));
  certificate.notBefore.value = order.notBefore;
  certificate.notAfter.value = order.notAfter;
  certificate.extensions = await extensionsOf(order);
  await certificate.subjectPublicKeyInfo.importKey(order.subjectKey.publicKey);
  await certificate.sign(order.signer.privateKey, 'SHA-256');
  return new X509Certificate(Buffer.from(certificate.toSchema().toBER())).toString();
}

async function extensionsOf(order: Order) {
  const { pkijs, asn1js } = order.libraries;
  const extension = (given: {
    readonly oid: string;
    readonly value: { toBER: () => ArrayBuffer };
    readonly critical: boolean;
  }) => new pkijs.Extension({ extnID: given.oid, critical: given.critical, extnValue: given.value.toBER() });
  const identifier = async (pair: webcrypto.CryptoKeyPair) =>
    new asn1js.OctetString({ valueHex: await keyIdentifier(pair) });
  const { hosts } = order;
  const shared = [
    extension({ oid: oids.subjectKeyIdentifier, value: await identifier(order.subjectKey), critical: false }),
    extension({
      oid: oids.authorityKeyIdentifier,
      value: new pkijs.AuthorityKeyIdentifier({ keyIdentifier: await identifier(order.signer) }).toSchema(),
      critical: false,
    }),
    extension({
      oid: oids.basicConstraints,
      value: new pkijs.BasicConstraints({ cA: hosts === undefined }).toSchema(),
      critical: true,
    }),
    extension({
      oid: oids.keyUsage,
      value: new asn1js.BitString({
        valueHex: Uint8Array.of(hosts === undefined ? certSignAndCrlSign : digitalSignature).buffer,
      }),
      critical: true,
    }),
  ];
  if (hosts === undefined) return shared;
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? new pkijs.GeneralName({
          type: 7,
          value: new asn1js.OctetString({ valueHex: Uint8Array.from(host.split('.'), Number).buffer }),
        })
      : new pkijs.GeneralName({ type: 2, value: host }),
  );
  return [
    ...shared,
    extension({
      oid: oids.extendedKeyUsage,
      value: new pkijs.ExtKeyUsage({ keyPurposes: [oids.serverAuth] }).toSchema(),
      critical: false,
    }),
    extension({ oid: oids.subjectAltName, value: new pkijs.GeneralNames({ names }).toSchema(), critical: false }),
  ];
}

const oids = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
};

// RFC 5280, 4.2.1.3: bit 0 is the highest of the first byte.
const digitalSignature = 0b1000_0000;
const certSignAndCrlSign = 0b0000_0110;

// RFC 5280, 4.2.1.2, method 1: the SHA-1 of the public key without its header.
async function keyIdentifier({ publicKey }: webcrypto.CryptoKeyPair): Promise<ArrayBuffer> {
  const point = await webcrypto.subtle.exportKey('raw', publicKey);
  return Uint8Array.from(createHash('sha1').update(Buffer.from(point)).digest()).buffer;
}

// Positive and without leading zeros, as DER wants integers.
function serialNumber(): ArrayBuffer {
  const bytes = Uint8Array.from(randomBytes(12));
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.buffer;
}
