import type { Finding, FindingId } from '../finding.ts';
import type { Judged } from './judged.ts';

/** Which of our findings say the same as a complaint of OpenSSL. UNSPECIFIED is what Node makes of its security level. */
const explains: { readonly [trustError: string]: readonly FindingId[] } = {
  CERT_HAS_EXPIRED: ['expired'],
  CERT_NOT_YET_VALID: ['not-yet-valid'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['self-signed'],
  SELF_SIGNED_CERT_IN_CHAIN: ['untrusted-root'],
  UNABLE_TO_GET_ISSUER_CERT: ['untrusted-root', 'missing-intermediate', 'not-trusted'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['untrusted-root', 'missing-intermediate', 'not-trusted'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['untrusted-root', 'missing-intermediate', 'not-trusted'],
  CERT_REVOKED: ['revoked'],
  UNSPECIFIED: ['weak-key', 'weak-signature', 'not-trusted'],
};

/** What OpenSSL refuses and nothing else explains must never read as a pass. */
export function judgeRest({ trustError }: Judged, found: readonly Finding[]): readonly Finding[] {
  if (trustError === undefined) return [];
  const ids = explains[trustError] ?? ['not-trusted'];
  if (found.some(({ id }) => ids.includes(id))) return [];
  return [
    {
      id: 'not-trusted',
      severity: 'fail',
      text: `OpenSSL does not trust the chain: ${trustError}`,
      fix: 'run the command below and read what openssl says at each depth',
    },
  ];
}
