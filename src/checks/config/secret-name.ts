import type { Value } from '../../logs/value.ts';
import { isSecretName, normalise } from '../../redact/secret-name.ts';

/** What stands in place of a secret. */
export const hidden = '***';

const touching = /(^|_)(secrets?|tokens?|pass(word|wd|phrase)?s?|pwd|credentials?|keys?)(_|$)/;
const identifying =
  /(^|_)(idempotency|partition|primary|foreign|public|publishable|routing|dedup\w*|cache|sort|key_id)(_|$)/;
const secretShape =
  /^(sk|rk)_(live|test)_|^(whsec|whsk|gh[pousr]|glpat|xox[abposr])[_-]|^AKIA[A-Z0-9]{12}|^eyJ[\w-]+\.eyJ[\w-]+\.|-----BEGIN [A-Z ]*PRIVATE KEY/;
const plainWords =
  /^[A-Za-z]{1,16}([-_. ][A-Za-z]{1,16}){0,5}$|^\d+(\.\d+)?\s?(ms|s|m|h|d|[kmg]i?b|bytes|days|hours|minutes|seconds)?$/i;

/**
 * Whether a setting is to be kept out of sight: by its name, by a name that touches a secret together with a value that is no
 * plain word or number (`token_ttl: 15m` is shown), or by the shape of the value alone.
 */
export function isSecretSetting(name: string, value: Value): boolean {
  if (value === null || value === '' || typeof value === 'boolean' || typeof value === 'object') return false;
  if (isSecretName(name) || secretShape.test(String(value))) return true;
  const flat = normalise(name);
  return touching.test(flat) && !identifying.test(flat) && !plainWords.test(String(value));
}
