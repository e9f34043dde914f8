/**
 * Whether a header, query parameter, field or variable of this name holds a credential, as `x-api-key`, `accessToken`, `PGPASSWORD` and
 * `DB_PASSWORD` do.
 */
export function isSecretName(name: string): boolean {
  return credential.test(normalise(name));
}

/** Whether a query parameter holds one; pre-signed URLs carry their signature in it: who has it has the access. */
export function isSecretParameter(name: string): boolean {
  return isSecretName(name) || /^(key|sig|(x_amz_|x_goog_)?signature)$/.test(normalise(name));
}

/** Whether a field of this name says who somebody is: a name, a number of theirs, where they live. */
export function isPersonalName(name: string): boolean {
  return personal.test(normalise(name));
}

/** A name in lower case with `_` between its words: `accessToken` and `Access-Token` become `access_token`. */
export function normalise(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

const credential = new RegExp(
  [
    '(^|_)(authorization|cookies?|pass|pwd|credentials?|creds|pin(_?code)?|otp|totp|cvv2?|cvc2?|jwt|bearer|sid|jsessionid|phpsessid)$',
    '(passwords?|passwd|passphrase|passcode|passwort|secret|token)(_?(value|hash))?$',
    '(^|_)session(_?(id|key))?$',
    '(^|_)(api|access|private|signing|encryption|secret|master|account|shared|subscription|client|auth|hmac|webhook|license|storage|deploy|service)_?keys?(_?value)?$',
    '(^|_)(connection_?string|mnemonic|seed_?phrase|security_?code|recovery_?codes?|one_?time_?(code|password)|(verification|auth|activation|mfa)_?code|code_?verifier|client_?assertion)$',
    '^(aws_?)?secret_?access_?key(_?id)?$',
    '(^|_)(xsrf|csrf)$',
    '^(x_|http_|proxy_|basic_)?auth$',
  ].join('|'),
);

const personal =
  /(^|_)((first|last|full|middle|given|family|sur|maiden|customer|holder|card_?holder|patient|beneficiary|legal)_?name|surname|phone(_?(no|number))?|telephone|msisdn|mobile(_?(no|number|phone))?|national_?id(entity)?(_?number)?|id_?number|ssn|social_?security_?number|passport(_?(no|number))?|tax_?id|kra_?pin|dob|date_?of_?birth|birth_?(date|day)|(street|home|postal|billing|shipping|residential)_?address|street|iban|bank_?account(_?number)?)$/;
