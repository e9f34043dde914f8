import type { X509Certificate } from 'node:crypto';

/**
 * The way from a certificate up to a root, as a client would find it. It ends `trusted` in a root of the store, `untrusted` in
 * a self-signed certificate that is not in it, or `open` where nobody has the issuer.
 */
export type Path = {
  readonly certificates: readonly X509Certificate[];
  readonly end: 'trusted' | 'untrusted' | 'open';
};

const maxLength = 16;

/** Builds the path of `leaf` from what was sent and what the trust store holds; roots of the store first, valid ones first. */
export function buildPath(of: {
  readonly leaf: X509Certificate;
  readonly sent: readonly X509Certificate[];
  readonly store: readonly X509Certificate[];
  readonly now: Date;
}): Path {
  const { leaf, sent, store, now } = of;
  const isValid = (each: X509Certificate) =>
    Date.parse(each.validFrom) <= now.getTime() && now.getTime() <= Date.parse(each.validTo);
  const rank = (each: X509Certificate) =>
    (isValid(each) ? 0 : 4) + (isSelfSigned(each) && isIn(store, each) ? 0 : isIn(sent, each) ? 1 : 2);
  const path = [leaf];
  for (let current = leaf; path.length <= maxLength; ) {
    if (isSelfSigned(current)) return { certificates: path, end: isIn(store, current) ? 'trusted' : 'untrusted' };
    const issuers = [...store, ...sent].filter((each) => !isIn(path, each) && hasIssued(each, current));
    const [issuer] = issuers.sort((a, b) => rank(a) - rank(b));
    if (issuer === undefined) break;
    path.push(issuer);
    current = issuer;
  }
  return { certificates: path, end: 'open' };
}

/** Whether `issuer` signed `certificate`, by its names and by the signature itself. */
export function hasIssued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** Whether a certificate signed itself. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return hasIssued(certificate, certificate);
}

/** Whether a list holds this very certificate, by its SHA-256. */
export function isIn(list: readonly X509Certificate[], certificate: X509Certificate): boolean {
  return list.some((each) => each.fingerprint256 === certificate.fingerprint256);
}
