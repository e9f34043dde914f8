/** The keys that name a check in a runbook; `index.ts` has the check behind each, and the compiler holds the two equal. */
export const checkKinds = [
  'log',
  'http',
  'tls',
  'signature',
  'config',
  'dns',
  'tcp',
  'sql',
  'metric',
  'reproduce',
  'command',
  'script',
] as const;

export type CheckKind = (typeof checkKinds)[number];

/** The kinds that mostly wait for others: many of them run side by side. The rest reads and computes here, a few at a time. */
export const waitingKinds: readonly CheckKind[] = ['http', 'tls', 'dns', 'tcp', 'sql', 'metric', 'reproduce'];
