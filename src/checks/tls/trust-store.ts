import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { Pem } from './read-pem.ts';

/** Whom to trust, and what to call it. */
export type TrustStore = { readonly certificates: readonly X509Certificate[]; readonly title: string };

let bundled: readonly X509Certificate[] | undefined;

/** The certificates of a CA file or, without one, the roots that come with Node: not those of the operating system. */
export function toTrustStore(ca: Pem | undefined): TrustStore {
  if (ca !== undefined) return { certificates: ca.certificates, title: `the CA file ${ca.name}` };
  bundled ??= rootCertificates.map((pem) => new X509Certificate(pem));
  return { certificates: bundled, title: "Node's own list of roots" };
}
