/** What can be wrong with a chain, the most serious first. */
export const findingIds = [
  'expired',
  'not-yet-valid',
  'wrong-host',
  'self-signed',
  'untrusted-root',
  'missing-intermediate',
  'not-trusted',
  'weak-key',
  'chain-order',
  'expires-soon',
  'extra-certificates',
  'root-sent',
] as const;

/** Findings that a client does not stumble over. */
export const warnings: readonly FindingId[] = ['expires-soon', 'extra-certificates', 'root-sent'];

export type FindingId = (typeof findingIds)[number];

/** One thing wrong with a chain; `text` is half a sentence that names the certificate. */
export type Finding = { readonly id: FindingId; readonly text: string };

/** Whole days until an instant, rounded down: -1 on the day after. */
export function daysUntil(instant: string, now: Date): number {
  return Math.floor((Date.parse(instant) - now.getTime()) / 86_400_000);
}

/** A subject or issuer on one line. */
export function renderName(name: string): string {
  return name.split('\n').join(', ');
}
