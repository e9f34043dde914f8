/** The keys that name a check in a runbook; `index.ts` has the check behind each, and the compiler holds the two equal. */
export const checkKinds = ['log', 'http', 'tls', 'signature', 'config', 'reproduce'] as const;

export type CheckKind = (typeof checkKinds)[number];
