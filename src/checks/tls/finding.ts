/**
 * What can be wrong, the most serious first: of a connection, of a chain, of the server around it. The verdict is named by the
 * first that was found.
 */
export const findingIds = [
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'not-tls',
  'no-starttls',
  'closed-during-handshake',
  'handshake-failed',
  'client-certificate-refused',
  'client-certificate-required',
  'expired',
  'not-yet-valid',
  'clock-suspect',
  'wrong-host',
  'self-signed',
  'untrusted-root',
  'missing-intermediate',
  'revoked',
  'not-trusted',
  'key-mismatch',
  'old-protocol-only',
  'weak-key',
  'weak-signature',
  'chain-order',
  'staple-missing',
  'staple-expired',
  'staple-bad',
  'expires-soon',
  'trust-differs',
  'old-protocol-offered',
  'extra-certificates',
  'root-sent',
  'no-sni-differs',
  'client-certificate-wanted',
  'not-tried',
] as const;

export type FindingId = (typeof findingIds)[number];

/**
 * One thing found. `fail`: clients stumble over it; `warn`: some will, or soon; `info`: worth knowing, and no fault. `text` is half a
 * sentence that names the certificate; `fix` says in a few words what to do.
 */
export type Finding = {
  readonly id: FindingId;
  readonly severity: 'fail' | 'warn' | 'info';
  readonly text: string;
  readonly fix: string;
};

/** Orders findings: those that fail before those that warn, and then by how serious their kind is. */
export function bySeriousness(a: Finding, b: Finding): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity) || rankOf(a) - rankOf(b);
}

const severities: readonly Finding['severity'][] = ['fail', 'warn', 'info'];

function rankOf({ id }: Finding): number {
  return findingIds.indexOf(id);
}
