/** The words that tokens begin with, beside the ids of a runbook's own rules. */
export const tokenKinds = ['secret', 'email', 'phone', 'iban', 'card', 'personal', 'ip', 'header'] as const;

/** A global pattern of the tokens that redaction puts in, those of a runbook's own rules (`ids`) too. */
export function tokenPattern(ids: readonly string[]): RegExp {
  return new RegExp(`\\[(?:${[...tokenKinds, ...ids].join('|')}):(?:[0-9a-f]{6}|\\*{4}[0-9]{4})\\]`, 'g');
}
