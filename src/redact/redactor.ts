import { createRequire } from 'node:module';

/** Takes secrets out of text and of whole values, and counts by rule what it took. */
export type Redactor = {
  readonly text: (text: string) => string;
  readonly value: <T>(value: T) => T;
  readonly counts: () => { readonly [rule: string]: number };
};

/**
 * Creates a redactor for one incident. `secrets` are values known to be secret: they go wherever they stand, also
 * base64, URL-encoded, hex and JSON-escaped. What looks like a credential goes too. Each becomes a token keyed by
 * `key`, so that the same secret stays recognisable inside the incident and nowhere else: `[secret:3f9a1c]`.
 */
export function createRedactor(options: { readonly key: string; readonly secrets: readonly string[] }): Redactor {
  const { key, secrets } = options;
  const counts: { [rule: string]: number } = {};
  const token = (rule: string, secret: string) => {
    counts[rule] = (counts[rule] ?? 0) + 1;
    return `[secret:${loadCrypto().createHmac('sha256', key).update(secret).digest('hex').slice(0, 6)}]`;
  };
  // A short secret would take half the text with it.
  const known = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => spellingsOf(secret).map((spelling) => ({ secret, spelling })));
  known.sort((a, b) => b.spelling.length - a.spelling.length);
  const text = (given: string): string => {
    let done = given;
    for (const { secret, spelling } of known) {
      if (done.includes(spelling))
        done = outsideTokens(done, (part) => part.replaceAll(spelling, () => token('known secret', secret)));
    }
    for (const { rule, pattern } of shapes) {
      done = outsideTokens(done, (part) =>
        part.replace(pattern, (...found: unknown[]) => {
          const groups = found.at(-1) as { readonly keep?: string; readonly secret: string; readonly after?: string };
          return `${groups.keep ?? ''}${token(rule, groups.secret)}${groups.after ?? ''}`;
        }),
      );
    }
    return done;
  };
  // Under the name of a secret the whole value goes, whatever it looks like.
  const named = (given: string): string => {
    const done = text(given);
    return done !== given || harmless.test(given) ? done : token('named secret', given);
  };
  const value = <T>(given: T): T => redactDeep(given, { text, named }) as T;
  return { text, value, counts: () => ({ ...counts }) };
}

// Loaded when a secret is found: most answers hold none, and do not wait for it.
function loadCrypto(): typeof import('node:crypto') {
  return createRequire(import.meta.url)('node:crypto');
}

/** What has become a token stays one: else `[secret:3f9a1c]` would read as a secret with that value. */
function outsideTokens(text: string, replace: (part: string) => string): string {
  return text
    .split(/(\[secret:[0-9a-f]{6}\])/)
    .map((part, index) => (index % 2 === 0 ? replace(part) : part))
    .join('');
}

type Rules = { readonly text: (text: string) => string; readonly named: (text: string) => string };

function redactDeep(value: unknown, rules: Rules): unknown {
  if (typeof value === 'string') return rules.text(value);
  if (Array.isArray(value)) return value.map((inner) => redactDeep(inner, rules));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === 'string' && secretName.test(name) ? rules.named(inner) : redactDeep(inner, rules),
    ]),
  );
}

/** A secret and its usual encodings: base64, URL-encoded, hex, JSON-escaped. */
export function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = bytes.toString('base64');
  const hex = bytes.toString('hex');
  const url = encodeURIComponent(secret);
  const lowerUrl = url.replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase());
  const form = url.replaceAll('%20', '+');
  const json = JSON.stringify(secret).slice(1, -1);
  const all = [
    secret,
    base64,
    base64.replace(/=+$/, ''),
    bytes.toString('base64url'),
    hex,
    hex.toUpperCase(),
    url,
    lowerUrl,
    form,
    json,
  ];
  return [...new Set(all)].filter((spelling) => spelling.length >= 4);
}

const secretName =
  /^(?:.*[_-])?(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|authorization|cookie)$/i;

/** What stands in the place of a secret and is none: nothing, a word for nothing, a fingerprint. */
const harmless = /^(?:.{0,3}|null|true|false|none|sha256:.*)$/i;

/** What a credential looks like. `keep` stays, `secret` goes; nothing here may back-track without end. */
const shapes: readonly { readonly rule: string; readonly pattern: RegExp }[] = [
  {
    rule: 'private key',
    // One that was cut off goes to where it was cut.
    pattern:
      /(?<secret>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?!-----BEGIN)[\s\S]){0,20000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$))/g,
  },
  {
    rule: 'authorization',
    pattern:
      /(?<keep>\bauthorization["']?\s{0,3}[:=]\s{0,3}["']?(?:(?:Bearer|Basic|Token|Digest|Negotiate|ApiKey|Signature|HMAC|AWS4-HMAC-SHA256)\s{1,3})?)(?<secret>(?!null\b|true\b|false\b|none\b|sha256:|\w+=")[^\s"',;=}\])]{4,4000}={0,2})/gi,
  },
  // A word in a sentence ("Token validation failed") is no credential.
  {
    rule: 'authorization',
    pattern:
      /(?<keep>\b(?:Bearer|Basic|Token)\s{1,3})(?<secret>(?!error=|realm=|scope=|[a-z]{8,16}(?![\w.~+/=-]))[A-Za-z0-9._~+/=-]{8,})/g,
  },
  { rule: 'cookie', pattern: /(?<keep>\b(?:set-)?cookie"?\s*[:=]\s*"?)(?<secret>[^"\r\n]{4,4000})/gi },
  { rule: 'JWT', pattern: /(?<secret>\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})/g },
  {
    rule: 'vendor key',
    pattern:
      /(?<secret>\b(?:whsec_|sk_live_|sk_test_|rk_live_|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|SG\.|AIza)[A-Za-z0-9_.+/=-]{12,})/g,
  },
  {
    rule: 'URL credentials',
    pattern: /(?<keep>\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,200}:)(?<secret>[^\s/@]{1,200})(?<after>@)/gi,
  },
  {
    rule: 'named secret',
    pattern:
      /(?<keep>(?:^|[\s"'&?;,{[(])"?(?:[\w.-]{0,40}[_-])?(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret)["']?\s{0,3}[:=]\s{0,3}["']?)(?<secret>(?!null\b|true\b|false\b|none\b|sha256:)(?:(?<=")[^"\r\n]{4,4000}(?=")|(?<=')[^'\r\n]{4,4000}(?=')|[^\s"'&,;}\])]{4,4000}))/gi,
  },
];
