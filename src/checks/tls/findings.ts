import type { X509Certificate } from 'node:crypto';
import { checkServerIdentity } from 'node:tls';
import { buildPath, hasIssued, isIn, isSelfSigned, type Path } from './build-path.ts';
import { daysUntil, type Finding, findingIds, renderName, warnings } from './finding.ts';
import type { TrustStore } from './trust-store.ts';

/** A chain and what it is held against. `host` is the name it must be for; `trustError` is what OpenSSL said, where it was asked. */
export type Chain = {
  readonly sent: readonly X509Certificate[];
  readonly store: TrustStore;
  readonly host: string | undefined;
  readonly now: Date;
  readonly warnDays: number;
  readonly trustError: string | undefined;
};

type Judged = Chain & { readonly leaf: X509Certificate; readonly path: Path };

/** All that is wrong with a chain, the most serious first: every question is asked, whatever the others found. */
export function findFindings(chain: Chain): readonly Finding[] {
  const leaf = leafOf(chain.sent);
  if (leaf === undefined) return [];
  const path = buildPath({ leaf, sent: chain.sent, store: chain.store.certificates, now: chain.now });
  const judged = { ...chain, leaf, path };
  const found = [
    ...judgeDates(judged),
    ...judgeName(judged),
    ...judgeTrust(judged),
    ...judgeKeys(judged),
    ...judgeOrder(judged),
  ];
  return [...found, ...judgeRest(judged, found)].sort((a, b) => findingIds.indexOf(a.id) - findingIds.indexOf(b.id));
}

/** The certificate that the chain is for: the first that issued none of the others. */
export function leafOf(sent: readonly X509Certificate[]): X509Certificate | undefined {
  return (
    sent.find(
      (each) => !sent.some((other) => other.fingerprint256 !== each.fingerprint256 && hasIssued(each, other)),
    ) ?? sent[0]
  );
}

function judgeDates({ path, sent, now, warnDays }: Judged): readonly Finding[] {
  return path.certificates.flatMap((each): readonly Finding[] => {
    const name = renderName(each.subject);
    const left = daysUntil(each.validTo, now);
    if (Date.parse(each.validTo) < now.getTime())
      return [{ id: 'expired', text: `${name} expired on ${toDay(each.validTo)}, ${count(-left, 'day')} ago` }];
    if (Date.parse(each.validFrom) > now.getTime())
      return [{ id: 'not-yet-valid', text: `${name} is not valid before ${toDay(each.validFrom)}` }];
    if (left >= warnDays || !isIn(sent, each)) return [];
    return [{ id: 'expires-soon', text: `${name} expires on ${toDay(each.validTo)}, in ${count(left, 'day')}` }];
  });
}

/** A certificate without subjectAltName is for no name: RFC 9525 6.3 takes the common name out. */
function judgeName({ host, leaf }: Judged): readonly Finding[] {
  if (host === undefined) return [];
  if (leaf.subjectAltName === undefined)
    return [{ id: 'wrong-host', text: `the certificate carries no name (subjectAltName), so it is not for ${host}` }];
  if (checkServerIdentity(host, leaf.toLegacyObject()) === undefined) return [];
  return [{ id: 'wrong-host', text: `the certificate is for ${leaf.subjectAltName}, not for ${host}` }];
}

function judgeTrust({ path, sent, store, leaf }: Judged): readonly Finding[] {
  const [last, ...others] = [...path.certificates].reverse();
  const lent = path.certificates.find((each) => !isSelfSigned(each) && !isIn(sent, each));
  if (lent !== undefined)
    return [
      {
        id: 'missing-intermediate',
        text: `${renderName(lent.subject)} was not sent; it is known here only because ${store.title} holds it`,
      },
    ];
  if (path.end === 'trusted' || last === undefined) return [];
  if (path.end === 'untrusted' && last === leaf)
    return [{ id: 'self-signed', text: `${renderName(leaf.subject)} signed itself` }];
  if (path.end === 'untrusted')
    return [{ id: 'untrusted-root', text: `the root ${renderName(last.subject)} is not in ${store.title}` }];
  const issuer = `the issuer of ${renderName(last.subject)}, ${renderName(last.issuer)}, was not sent and is not in ${store.title}`;
  if (others.length > 0) return [{ id: 'untrusted-root', text: issuer }];
  return [
    {
      id: 'missing-intermediate',
      text: `${issuer}: an intermediate certificate is missing, or that root is not trusted here`,
    },
  ];
}

function judgeKeys({ path, sent }: Judged): readonly Finding[] {
  return path.certificates
    .filter((each) => isIn(sent, each))
    .flatMap((each): readonly Finding[] => {
      const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = each.publicKey;
      const bits = type === 'ec' ? Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0]) : details?.modulusLength;
      if (bits === undefined || Number.isNaN(bits) || bits >= (type === 'ec' ? 224 : 2048)) return [];
      return [
        { id: 'weak-key', text: `the ${type.toUpperCase()} key of ${renderName(each.subject)} has ${bits} bits` },
      ];
    });
}

/** RFC 8446 4.4.2: each certificate should certify the one before it; the root may be left out. */
function judgeOrder({ path, sent }: Judged): readonly Finding[] {
  const positions = path.certificates
    .map((each) => sent.findIndex((other) => other.fingerprint256 === each.fingerprint256))
    .filter((position) => position >= 0);
  const isOrdered =
    positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0)) && positions[0] === 0;
  const roots = sent.filter((each, index) => index > 0 && isSelfSigned(each) && isIn(path.certificates, each));
  const extras = sent.filter(
    (each, index) =>
      isIn(sent.slice(0, index), each) || !path.certificates.some((other) => isSameAuthority(each, other)),
  );
  return [
    ...(isOrdered
      ? []
      : [
          {
            id: 'chain-order' as const,
            text: `the certificates are in the wrong order: ${sent.map((each) => renderName(each.subject)).join(' > ')}`,
          },
        ]),
    ...roots.slice(0, 1).map(
      (each): Finding => ({
        id: 'root-sent',
        text: `the root ${renderName(each.subject)} is sent along; clients have it or do not trust it`,
      }),
    ),
    ...(extras.length === 0
      ? []
      : [
          {
            id: 'extra-certificates' as const,
            text: `not part of the chain: ${extras.map((each) => renderName(each.subject)).join('; ')}`,
          },
        ]),
  ];
}

/** The same name and key: a cross-signed twin is there for clients with older trust stores. */
function isSameAuthority(a: X509Certificate, b: X509Certificate): boolean {
  return a.subject === b.subject && a.publicKey.equals(b.publicKey);
}

/** What OpenSSL refuses and nothing above explains must never read as a pass; `serverAuth` is OID 1.3.6.1.5.5.7.3.1. */
function judgeRest({ leaf, path, trustError }: Judged, found: readonly Finding[]): readonly Finding[] {
  const notCa = path.certificates.slice(1).find((each) => !each.ca);
  const explained = found.some(({ id }) => id !== 'wrong-host' && id !== 'chain-order' && !warnings.includes(id));
  if (notCa !== undefined)
    return [{ id: 'not-trusted', text: `${renderName(notCa.subject)} issued a certificate but is no CA` }];
  if (leaf.keyUsage !== undefined && !leaf.keyUsage.includes('1.3.6.1.5.5.7.3.1')) {
    return [
      {
        id: 'not-trusted',
        text: `${renderName(leaf.subject)} is not meant for servers (extended key usage ${leaf.keyUsage.join(', ')})`,
      },
    ];
  }
  return trustError === undefined || explained
    ? []
    : [{ id: 'not-trusted', text: `OpenSSL does not trust the chain: ${trustError}` }];
}

function toDay(instant: string): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
