import type { X509Certificate } from 'node:crypto';
import { isSelfSigned } from '../build-path.ts';
import type { Finding } from '../finding.ts';
import { renderName } from '../render.ts';
import type { Judged } from './judged.ts';
import { findNameViolation } from './name-constraints.ts';

/** What the certificates of the path may be used for: RFC 5280, 6.1, as OpenSSL enforces it. */
export function judgeConstraints(judged: Judged): readonly Finding[] {
  const { path, leaf, details } = judged;
  const [, ...issuers] = path.certificates;
  const texts = [
    ...issuers.flatMap((each, below) => judgeIssuer(each, below, judged)),
    ...path.certificates.flatMap((each) => judgePurpose(each, leaf)),
    ...judgeLeafUse(judged),
    ...path.certificates.flatMap((each) =>
      (details(each)?.unknownCritical ?? []).map(
        (oid) => `${renderName(each.subject)} has a critical extension that nobody knows (${oid})`,
      ),
    ),
    ...judgeForbidden(judged),
  ];
  const fix = 'have it issued again by a CA that may, and for what it is used for';
  return texts.map((text) => ({ id: 'not-trusted', severity: 'fail', text, fix }));
}

/** `below` is how many intermediates stand between this issuer and the end certificate; self-issued ones do not count. */
function judgeIssuer(each: X509Certificate, below: number, { path, details, leaf }: Judged): readonly string[] {
  const name = renderName(each.subject);
  const own = details(each);
  const between = path.certificates.slice(1, 1 + below).filter(({ subject, issuer }) => subject !== issuer).length;
  const violation = own === undefined ? undefined : findNameViolation(leaf, own);
  return [
    ...(each.ca ? [] : [`${name} issued a certificate but is no CA`]),
    ...(own?.pathLength !== undefined && between > own.pathLength
      ? [`${name} allows ${own.pathLength} intermediates below it, and there are ${between}`]
      : []),
    ...(violation === undefined ? [] : [`${name} may not issue for ${violation} (name constraints)`]),
  ];
}

const serverAuth = '1.3.6.1.5.5.7.3.1';
/** Step-up certificates of old: OpenSSL takes them for servers. */
const forServers = [serverAuth, '2.16.840.1.113730.4.1', '1.3.6.1.4.1.311.10.3.3'];

/** Node's `keyUsage` is the extended key usage. Roots are not asked. */
function judgePurpose(each: X509Certificate, leaf: X509Certificate): readonly string[] {
  const uses: readonly string[] | undefined = each.keyUsage;
  if (uses === undefined || uses.some((oid) => forServers.includes(oid))) return [];
  if (each !== leaf && isSelfSigned(each)) return [];
  return [`${renderName(each.subject)} is not meant for servers (extended key usage ${uses.join(', ')})`];
}

/** RFC 5280, 4.2.1.3: digitalSignature (0), keyEncipherment (2) or keyAgreement (4). */
function judgeLeafUse({ leaf, details }: Judged): readonly string[] {
  const usage = details(leaf)?.keyUsage;
  if (usage === undefined || [0, 2, 4].some((bit) => usage.has(bit))) return [];
  return [`${renderName(leaf.subject)} is not meant for servers (its key usage has no signature and no encipherment)`];
}

function judgeForbidden({ path, forbidden }: Judged): readonly string[] {
  const last = path.certificates.at(-1);
  if (forbidden === undefined || last === undefined) return [];
  const signed = `${renderName(forbidden.subject)} signed ${renderName(last.subject)}`;
  return [`${signed}, but may not or is not the one that is meant (key usage or key identifier)`];
}
