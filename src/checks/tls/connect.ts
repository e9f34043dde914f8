import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { Deadline } from '../http/deadline.ts';
import { describeFailure, type Failure, isNotTls, type Phase, type Target } from '../http/failure.ts';

/**
 * What a server presented: the certificates as sent, first to last, and as OpenSSL put them into a chain (re-ordered, strays
 * dropped, the root added). `trustError` is OpenSSL's first complaint about the chain, undefined when it trusts it.
 */
export type Presented = {
  readonly sent: readonly X509Certificate[];
  readonly rebuilt: readonly X509Certificate[];
  readonly trustError: string | undefined;
  readonly protocol: string;
  readonly cipher: string;
};

const maxCertificates = 32;

/** Makes a TLS handshake and ends it. Everything is accepted, so that what is wrong can be read; no session is ever resumed. */
export async function connect(
  target: Target,
  use: { readonly servername: string; readonly ca: string | undefined; readonly deadline: Deadline },
): Promise<Presented | Failure> {
  const { servername, ca, deadline } = use;
  let phase: Phase = isIP(target.host) === 0 ? 'dns' : 'tcp';
  // The types leave out that the options of a TCP connection are taken too.
  const options: ConnectionOptions & { readonly autoSelectFamilyAttemptTimeout: number } = {
    host: target.host,
    port: target.port,
    servername: isIP(servername) === 0 ? servername : '',
    rejectUnauthorized: false,
    // The name is judged apart: here it would hide what else is wrong.
    checkServerIdentity: () => undefined,
    autoSelectFamilyAttemptTimeout: 1000,
    ...(ca === undefined ? {} : { ca }),
  };
  const socket = connectTls(options);
  const onDeadline = () => socket.destroy(new Error('deadline'));
  deadline.signal.addEventListener('abort', onDeadline, { once: true });
  if (deadline.signal.aborted) onDeadline();
  socket.once('lookup', () => (phase = 'tcp'));
  socket.once('connect', () => (phase = 'tls'));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.on('error', reject);
    });
    return read(socket);
  } catch (error) {
    return name(describeFailure({ error, phase, target, deadline }), error);
  } finally {
    deadline.signal.removeEventListener('abort', onDeadline);
    socket.destroy();
  }
}

/**
 * Node's `issuerCertificate` walks the certificates as they were sent; `getPeerCertificate(true)` as OpenSSL ordered them. The
 * walk must come second: it empties what the other reads (seen on Node 20).
 */
function read(socket: TLSSocket): Presented {
  const rebuilt: X509Certificate[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw !== undefined && rebuilt.length < maxCertificates) {
    rebuilt.push(new X509Certificate(next.raw));
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  const sent: X509Certificate[] = [];
  for (
    let each = socket.getPeerX509Certificate();
    each !== undefined && sent.length < maxCertificates;
    each = each.issuerCertificate
  )
    sent.push(each);
  return {
    sent,
    rebuilt,
    trustError: socket.authorized ? undefined : String(socket.authorizationError),
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
  };
}

/** The names that a TLS check gives to what goes wrong before there is a certificate. */
function name(failure: Failure, error: unknown): Failure {
  if (failure.id === 'reset') return { ...failure, id: 'closed' };
  if (failure.id === 'tls') return { ...failure, id: isNotTls(error) ? 'not-tls' : 'handshake-failed' };
  return failure;
}
