import type { X509Certificate } from 'node:crypto';
import { isIn, isSelfSigned } from '../build-path.ts';
import type { Finding } from '../finding.ts';
import { renderList, renderName, toDay } from '../render.ts';
import type { Judged } from './judged.ts';

/** RFC 8446 4.4.2: each certificate should certify the one before it; the root may be left out. */
export function judgeOrder({ path, sent, now, forbidden }: Judged): readonly Finding[] {
  const positions = path.certificates
    .map((each) => sent.findIndex((other) => other.fingerprint256 === each.fingerprint256))
    .filter((position) => position >= 0);
  const isOrdered =
    positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0)) && positions[0] === 0;
  const root = sent.find((each, index) => index > 0 && isSelfSigned(each) && isIn(path.certificates, each));
  const isPast = (each: X509Certificate) => Date.parse(each.validTo) < now.getTime();
  const extras = sent.filter((each, index) => {
    if (isIn(sent.slice(0, index), each)) return true;
    if (isIn(path.certificates, each) || each.fingerprint256 === forbidden?.fingerprint256) return false;
    return isPast(each) || !path.certificates.some((other) => isSameAuthority(each, other));
  });
  const found: (Finding | undefined)[] = [
    isOrdered
      ? undefined
      : {
          id: 'chain-order',
          severity: 'fail',
          text: `the certificates are in the wrong order: ${sent.map((each) => renderName(each.subject)).join(' > ')}`,
          fix: 'put the certificate first, and after each the one that issued it',
        },
    root === undefined
      ? undefined
      : {
          id: 'root-sent',
          severity: 'info',
          text: `the root ${renderName(root.subject)} is sent along; clients have it or do not trust it`,
          fix: 'leave the root out',
        },
    extras.length === 0
      ? undefined
      : {
          id: 'extra-certificates',
          severity: 'warn',
          text: `not part of the chain: ${renderList(
            extras.map(
              (each) => `${renderName(each.subject)}${isPast(each) ? ` (expired on ${toDay(each.validTo)})` : ''}`,
            ),
          )}`,
          fix: 'leave out what the chain does not need',
        },
  ];
  return found.filter((each) => each !== undefined);
}

/** The same name and key: a cross-signed twin is there for clients with older trust stores. */
function isSameAuthority(a: X509Certificate, b: X509Certificate): boolean {
  return a.subject === b.subject && a.publicKey.equals(b.publicKey);
}
