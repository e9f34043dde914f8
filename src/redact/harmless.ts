/** Whether a text in the place of a secret is none: nothing, a word for a state, a place where the secret would stand, a fingerprint. */
export function isHarmless(value: string): boolean {
  return harmless.test(value) || patternOnly.test(value);
}

/** Whether a text behind the name of a secret may be one: it is long enough and not harmless. */
export function canBeSecret(value: string, name: string): boolean {
  return value.length >= (shortNames.test(name) ? 3 : 4) && !isHarmless(value);
}

const shortNames = /(?:^|[_.-])(?:cvv2?|cvc2?|pin|otp|totp)$/i;

/**
 * A state, a place-holder (`${X}`, `$X`, `{{ x }}`, `%s`, `<token>`, `***`), a fingerprint, a piece of code that reads it from elsewhere.
 */
const harmless =
  /^(?:.{0,2}|null|nil|none|true|false|undefined|yes|no|unset|set|empty|missing|required|expired|invalid|revoked|rotated|incorrect|changed|present|absent|unknown|disabled|enabled|unauthorized|denied|failed|mismatch|accepted|rejected|refreshed|not|redacted|filtered|hidden|masked|sha(?:1|256|512):.*|hmac:.*|\[?\*{3,}.*|\*{2,}|x{3,}|X{3,}|•+|\[?<?(?:redacted|filtered|masked|removed|hidden|credential|secret|token|password)>?\]?|\$\{[^}]*\}?|\$\(.*|\$[A-Za-z_]\w*|\{\{.*|%[a-z]|%\(\w+\)s|process\.env\.\w+|os\.environ.*|(?:System\.)?getenv.*|env\..*|!vault.*|vault:.*|ref\+.*|arn:aws:(?:secretsmanager|ssm):.*|file:.*|\/(?:run|etc|var)\/[\w./-]+)$/i;

/** What somebody looks for a secret with: a regular expression in the place of the value, and nothing that is one. */
const patternOnly =
  /^\(?(?:\?(?::|<\w+>))?(?:(?:\\[wWdDsS]|\[(?:\^[^\]\w]{1,6}|\^?(?:\w-\w|\\[wWdDsS]|[_+/=.-])+)\]|\.)(?:[*+?]\??|\{\d+(?:,\d*)?\}))+\)?$/;
