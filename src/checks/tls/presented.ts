import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

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
  readonly alpn: string | null;
};

const maxCertificates = 32;

/**
 * Reads it from a socket whose handshake is done. Node's `issuerCertificate` walks the certificates as they were sent;
 * `getPeerCertificate(true)` as OpenSSL ordered them. The walk must come second: it empties what the other reads (seen on Node 20).
 */
export function readPresented(socket: TLSSocket): Presented {
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
    alpn: socket.alpnProtocol || null,
  };
}
