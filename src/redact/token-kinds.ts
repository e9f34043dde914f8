/** The words that tokens begin with, beside the ids of a runbook's own rules. */
export const tokenKinds = ['secret', 'email', 'phone', 'iban', 'card', 'personal', 'ip', 'header'] as const;
