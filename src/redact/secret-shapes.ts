import { type Finder, findPattern } from './found.ts';
import { findVendorKeys } from './vendor-keys.ts';
import { wordStart } from './word-start.ts';

/** Finds what a credential looks like, whatever stands around it: each rule a pattern that runs in linear time. */
export const secretShapes: readonly Finder[] = [
  // RFC 7519 and 7516: three parts or five; a part may have been cut off.
  findPattern({
    rule: 'JWT',
    pattern: new RegExp(
      String.raw`${wordStart}eyJ[A-Za-z0-9_-]{8,}(?:\.|%2E)[A-Za-z0-9_-]{2,}(?:(?:\.|%2E)[A-Za-z0-9_-]*){0,3}`,
      'g',
    ),
  }),
  findVendorKeys,
  // Of Mailchimp, Terraform and Discord: only their middles tell them.
  findPattern({
    needs: ['-us'],
    rule: 'vendor key',
    pattern: new RegExp(`${wordStart}[0-9a-f]{32}-us[0-9]{1,2}(?![A-Za-z0-9])`, 'g'),
  }),
  findPattern({
    needs: ['.atlasv1.'],
    rule: 'vendor key',
    pattern: new RegExp(String.raw`${wordStart}[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}`, 'g'),
  }),
  findPattern({
    rule: 'vendor key',
    pattern: new RegExp(String.raw`${wordStart}[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}`, 'g'),
  }),
  findPattern({
    needs: [':AA', '%3AAA'],
    rule: 'vendor key',
    // A Telegram bot and its token.
    pattern: /(?<![0-9])[0-9]{8,10}(?::|%3A)AA[A-Za-z0-9_-]{30,40}/g,
  }),
  findPattern({
    needs: ['hooks.slack'],
    rule: 'vendor key',
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9/_-]{20,200})/g,
  }),
  // Forty letters of an AWS secret are told from a hash by their cases, and by the name near them.
  findPattern({
    rule: 'vendor key',
    pattern:
      /(?:aws|AWS|secret|SECRET|Secret|AKIA|ASIA)[^\n]{0,80}?(?<![A-Za-z0-9/+])(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/g,
    isMeant: (secret) => /[a-z]/.test(secret) && /[A-Z]/.test(secret) && /[0-9]/.test(secret),
  }),
  // RFC 3986, 3.2.1; a password may hold an @, and the whole may be URL-encoded.
  findPattern({
    rule: 'URL credentials',
    pattern: /:\\?\/\\?\/[^\s/:@"'<>]{0,200}:(?<secret>[^\s/"'<>]{1,200})@/g,
  }),
  findPattern({
    needs: ['%3A%2F', '%3a%2f'],
    rule: 'URL credentials',
    pattern:
      /%3[Aa]%2[Ff]%2[Ff](?:(?!%3[Aa]|%2[Ff]|%40)[^\s/:@]){0,200}%3[Aa](?<secret>(?:(?!%40|%2[Ff])[^\s/:@]){1,200})%40/g,
  }),
  // A token in place of a user: https://<key>@sentry…
  findPattern({ rule: 'URL credentials', pattern: /:\/\/(?<secret>[A-Za-z0-9_-]{20,200}):?@/g }),
  // Go's drivers, and Oracle's.
  findPattern({
    needs: ['@tcp', '@unix', '@udp'],
    rule: 'URL credentials',
    pattern: /(?<![\w.%-])[\w.%-]{1,60}:(?<secret>[^\s:@"'/]{1,200})@(?:tcp|tcp6|unix|udp)\(/g,
  }),
  findPattern({
    needs: ['jdbc', 'JDBC'],
    rule: 'URL credentials',
    pattern: /jdbc:oracle:[a-z]{1,8}:[\w.-]{1,60}\/(?<secret>[^\s@]{1,200})@/gi,
  }),
  // A word in a sentence ("Token validation failed") is no credential.
  findPattern({
    rule: 'authorization',
    pattern:
      /\b(?:[Bb]earer|BEARER|Basic|Token|ApiKey|Negotiate|GenieKey|SSWS|Splunk)(?:\s{1,3}|%20|\\u0020)(?<secret>(?!error=|realm=|scope=|[a-z]{8,16}(?![\w.~+/=-])|\[)[A-Za-z0-9._~+/=-]{8,})/g,
  }),
  findPattern({
    rule: 'authorization',
    pattern:
      /\b(?:Digest|AWS4-HMAC-SHA256|OAuth|Hawk|SharedKey(?:Lite)?|SharedAccessSignature)\s{1,3}(?<secret>(?!realm=|Access\b)[\w-]{1,40}(?:=|:)\\{0,4}["']?[^\s"'\\]{1,2000}(?:\\{0,4}["']?[,&;]?\s{0,3}[\w-]{1,40}=\\{0,4}["']?[^\s"'\\]{0,2000}){0,20})/g,
    isMeant: (secret) => /(?:response|signature|sig|mac|credential|token)=|^\w+:/i.test(secret),
  }),
  // crypt(3), bcrypt, argon2, LDAP (RFC 2307).
  findPattern({
    needs: ['$', '{'],
    rule: 'password hash',
    pattern:
      /\$(?:1|2[abxy]?|5|6|y|7|argon2(?:id|i|d)|pbkdf2[a-z0-9-]*|scrypt)\$[A-Za-z0-9./+=,$-]{12,300}|\{S?(?:SHA|MD5|SHA256|SHA512|CRYPT)\}[A-Za-z0-9+/=]{16,200}/g,
  }),
  findPattern({
    needs: ["'"],
    rule: 'named secret',
    pattern:
      /\b(?:password|identified\s(?:with\s[\w]{1,40}\s)?(?:by|as)|secret|passphrase|token)\s{1,3}'(?<secret>(?:[^'\n]|''){3,200})'/gi,
    isMeant: (secret) => !/^%|^\$\d|\s(?:is|was|not)\s/.test(secret),
  }),
  // "the password is Tr0ub4dor": only what is no word.
  findPattern({
    rule: 'named secret',
    pattern:
      /\b(?:password|passphrase|secret|token|api key|access key|otp|pin)\s(?:is|was|of|to|=>?|→)\s["'`]?(?<secret>[^\s"'`,;]{4,200})/gi,
    isMeant: (secret) =>
      /\d/.test(secret) && /[^\d.:%]/.test(secret) && !/^(?:sha\d+:|\d+(?:\.\d+)?[a-z]{1,3}$)/.test(secret),
  }),
  // -u user:password, as curl and wget take it; -u 1000:1000 is no password.
  findPattern({
    needs: ['-u', '-U', '-user'],
    rule: 'named secret',
    pattern: /(?<=[\s"'])(?:-u|-U|--user|--proxy-user)(?:\s{1,3}|=)?["']?[^\s:"'/]{1,100}:(?<secret>[^\s"']{3,200})/g,
    isMeant: (secret) => !/^\d+$/.test(secret),
  }),
  findPattern({
    needs: ['mysql'],
    rule: 'named secret',
    pattern: /\bmysql(?:dump|admin)?\b[^\n]{0,200}?\s-p(?<secret>[^\s"'-][^\s"']{3,200})/g,
  }),
  findPattern({
    needs: ['sshpass'],
    rule: 'named secret',
    pattern: /\bsshpass\s{1,3}-p\s{0,3}["']?(?<secret>[^\s"']{3,200})/g,
  }),
  // The private members of a JWK (RFC 7518, section 6).
  findPattern({
    needs: ['kty'],
    rule: 'private key',
    pattern: /"(?:d|p|q|dp|dq|qi|k)\\{0,4}"\s{0,3}:\s{0,3}\\{0,4}"(?<secret>[A-Za-z0-9_-]{20,2000})/g,
  }),
];
