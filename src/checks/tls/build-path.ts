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
const maxTries = 200;

/**
 * Builds the path of `leaf` from what was sent and what the trust store holds; roots of the store first, valid ones first. Where
 * several certificates may be the issuer, a way that ends in a trusted root is preferred to the one tried first.
 */
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
    (isValid(each) ? 0 : 4) + (isIn(store, each) && isSelfSigned(each) ? 0 : isIn(sent, each) ? 1 : 2);
  let tries = 0;
  const climb = (path: readonly X509Certificate[], current: X509Certificate): Path => {
    tries += 1;
    if (isSelfSigned(current)) return { certificates: path, end: isIn(store, current) ? 'trusted' : 'untrusted' };
    const open: Path = { certificates: path, end: 'open' };
    if (path.length > maxLength || tries > maxTries) return open;
    const issuers = unique([...store, ...sent]).filter((each) => !isIn(path, each) && hasIssued(each, current));
    const ways = issuers.sort((a, b) => rank(a) - rank(b));
    let first: Path | undefined;
    for (const issuer of ways) {
      const way = climb([...path, issuer], issuer);
      if (way.end === 'trusted') return way;
      first ??= way;
    }
    return first ?? open;
  };
  return climb([leaf], leaf);
}

function unique(list: readonly X509Certificate[]): readonly X509Certificate[] {
  return [...new Map(list.map((each) => [each.fingerprint256, each])).values()];
}

/** Whether `issuer` signed `certificate`, by its names and by the signature itself. */
function hasIssued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** A certificate with the name and the key of the issuer that an open path lacks, which may not issue or is not meant. */
export function findForbidden(path: Path, known: readonly X509Certificate[]): X509Certificate | undefined {
  const last = path.certificates.at(-1);
  if (path.end !== 'open' || last === undefined) return undefined;
  return known.find((each) => each.subject === last.issuer && !hasIssued(each, last) && isSignedBy(last, each));
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
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

/** The certificate that the chain is for: the first that issued none of the others. */
export function leafOf(sent: readonly X509Certificate[]): X509Certificate | undefined {
  return (
    sent.find(
      (each) => !sent.some((other) => other.fingerprint256 !== each.fingerprint256 && hasIssued(each, other)),
    ) ?? sent[0]
  );
}
