import { type Answer, headerValues } from './request.ts';

/**
 * What a receiver's answer says of why it refused, in the words of the runbooks' observation `auth_reason`: a refused signature, a refused
 * bearer token, no refusal at all, or unknown.
 */
export function authReason(
  answer: Answer | undefined,
): 'signature_invalid' | 'bearer_invalid_token' | 'no_401' | 'unknown' {
  if (answer === undefined) return 'unknown';
  // Sample handlers answer 400 for a bad signature as often as 401.
  if (answer.status !== 401 && answer.status !== 403 && answer.status !== 400) return 'no_401';
  const said = `${headerValues(answer, 'www-authenticate').join(' ')} ${answer.body.slice(0, 20_000)}`;
  if (/invalid_token|\bbearer\b|token (?:is )?(?:expired|invalid)/i.test(said)) return 'bearer_invalid_token';
  if (/signature|hmac|webhook secret/i.test(said)) return 'signature_invalid';
  return 'unknown';
}
