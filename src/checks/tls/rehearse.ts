import type { KeyObject, X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import { connect, createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { CheckProblem } from '../../errors.ts';
import { type Presented, readPresented } from './presented.ts';

/**
 * Makes the handshake that a server with these certificates and this key would make, in memory, so that OpenSSL itself judges a file
 * before it is deployed. Undefined where a server could not even start with them.
 */
export async function rehearse(of: {
  readonly certificates: readonly X509Certificate[];
  readonly key: KeyObject;
  readonly client: SecureContext;
}): Promise<Presented | undefined> {
  const { certificates, key, client } = of;
  try {
    const cert = certificates.map((each) => each.toString()).join('');
    const pem = key.export({ type: 'pkcs8', format: 'pem' });
    return await shakeHands(createSecureContext({ cert, key: pem, ciphers: lowered }), client);
  } catch {
    return undefined;
  }
}

/** Takes a PKCS#12 file apart with OpenSSL, which has no other way to show what is in it than to serve it. */
export async function unpackPkcs12(of: {
  readonly bytes: Buffer;
  readonly name: string;
  readonly passphrase: string | undefined;
}): Promise<{ readonly certificates: readonly X509Certificate[]; readonly key: undefined }> {
  const { bytes, name, passphrase } = of;
  const context = openPkcs12({ bytes, name, passphrase });
  const presented = await shakeHands(context, createSecureContext({ ciphers: lowered }));
  return { certificates: presented.sent, key: undefined };
}

const lowered = 'DEFAULT@SECLEVEL=0';

function openPkcs12(of: { readonly bytes: Buffer; readonly name: string; readonly passphrase: string | undefined }) {
  const { bytes, name, passphrase } = of;
  try {
    return createSecureContext({ pfx: bytes, passphrase: passphrase ?? '', ciphers: lowered });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    const isLocked = /mac verify failure/.test(reason);
    throw new CheckProblem({
      status: isLocked && passphrase === undefined ? 'blocked' : 'error',
      message: isLocked
        ? `${name} is a PKCS#12 file with ${passphrase === undefined ? 'a passphrase' : 'another passphrase than the one that was given'}`
        : `${name} is a PKCS#12 file that OpenSSL cannot open${/unsupported/i.test(reason) ? ': its encryption is out of date' : ''}`,
      unblock: isLocked
        ? 'Put its passphrase into an environment variable, and name that: passphrase_env (--passphrase-env)'
        : 'Turn it into PEM: openssl pkcs12 -legacy -nodes -in FILE -out chain.pem',
    });
  }
}

async function shakeHands(server: SecureContext, client: SecureContext): Promise<Presented> {
  const [here, there] = createPair();
  const serving = new TLSSocket(there, { isServer: true, secureContext: server });
  const socket = connect({
    socket: here,
    secureContext: client,
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.on('error', reject);
      serving.on('error', reject);
    });
    return readPresented(socket);
  } finally {
    socket.destroy();
    serving.destroy();
  }
}

/** Two ends of a connection that never leaves this process; Node has them itself from 22 on. */
function createPair(): readonly [Duplex, Duplex] {
  const ends: Duplex[] = [];
  const create = (other: () => Duplex | undefined) =>
    new Duplex({
      read: () => undefined,
      write: (chunk, _encoding, done) => {
        other()?.push(chunk);
        done();
      },
    });
  const a = create(() => ends[1]);
  const b = create(() => ends[0]);
  ends.push(a, b);
  return [a, b];
}
