import { compilePattern } from '../logs/pattern.ts';
import { parseRegex } from '../logs/regex.ts';
import { defaultPolicy, type OwnRule, type RedactionPolicy } from '../redact/policy.ts';
import type { Runbook } from './schema.ts';

/** What a runbook says is to be hidden in its incidents; what holds everywhere where it says nothing. */
export function policyOf({ redact }: Pick<Runbook, 'redact'>): RedactionPolicy {
  if (redact === undefined) return defaultPolicy;
  return {
    profiles: redact.profiles,
    rules: redact.rules.map(
      ({ id, regex, fields = [] }): OwnRule =>
        regex === undefined ? { id, fields } : { id, pattern: compilePattern(parseRegex(regex)) },
    ),
  };
}
