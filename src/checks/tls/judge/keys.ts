import type { X509Certificate } from 'node:crypto';
import { isSelfSigned } from '../build-path.ts';
import type { Finding } from '../finding.ts';
import { renderName } from '../render.ts';
import type { Judged } from './judged.ts';

/** Keys that are too short, and signatures over digests that can be forged. Nobody checks the signature of a root. */
export function judgeKeys({ path, details }: Judged): readonly Finding[] {
  return path.certificates.flatMap((each): readonly Finding[] => {
    const hash = isSelfSigned(each) ? undefined : details(each)?.weakHash;
    const key = describeWeakKey(each);
    const name = renderName(each.subject);
    const fix = 'have it issued again, with a new key of RSA 2048 or P-256';
    return [
      ...(key === undefined ? [] : [{ id: 'weak-key', severity: 'fail', text: `the ${key}`, fix } as const]),
      ...(hash === undefined
        ? []
        : [
            {
              id: 'weak-signature',
              severity: 'fail',
              text: `the signature of ${name} is over ${hash}`,
              fix: 'have it issued again, signed with SHA-256',
            } as const,
          ]),
    ];
  });
}

/** NIST SP 800-131A: RSA and DSA from 2048 bits, elliptic curves from 224. */
function describeWeakKey(each: X509Certificate): string | undefined {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = each.publicKey;
  const bits = type === 'ec' ? Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0]) : details?.modulusLength;
  if (bits === undefined || Number.isNaN(bits) || bits >= (type === 'ec' ? 224 : 2048)) return undefined;
  return `${type.toUpperCase()} key of ${renderName(each.subject)} has ${bits} bits`;
}
