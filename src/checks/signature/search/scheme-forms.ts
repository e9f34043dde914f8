import { type Hash, isSymmetric } from '../algorithm.ts';
import type { Reading } from '../read-signature.ts';
import type { Algorithm, Scheme } from '../scheme.ts';
import { asIs, distinct, type Form } from './form.ts';

/** Every way to compute a signature that the search tries. */
export type Way = Algorithm | Hash;

const names: { readonly [way in Way]: string } = {
  md5: 'HMAC-MD5',
  sha1: 'HMAC-SHA1',
  sha256: 'HMAC-SHA256',
  sha384: 'HMAC-SHA384',
  sha512: 'HMAC-SHA512',
  'plain-sha256': 'a plain SHA-256',
  ed25519: 'Ed25519',
  'ecdsa-sha256': 'ECDSA with SHA-256 (DER)',
  'ecdsa-p256-sha256': 'ECDSA with SHA-256 (r and s in 64 bytes)',
  'rsa-sha1': 'RSA with SHA-1',
  'rsa-sha256': 'RSA with SHA-256',
  'rsa-pss-sha512': 'RSA-PSS with SHA-512',
};

/** The algorithms that may have been used in place of the scheme's; those of the other family are out of the question. */
export function algorithmForms(algorithm: Algorithm): readonly Form<Way>[] {
  const hashes: readonly Way[] = ['sha256', 'sha1', 'sha512', 'sha384', 'md5', 'plain-sha256'];
  const family: readonly Way[] = isSymmetric(algorithm)
    ? hashes
    : algorithm.startsWith('rsa')
      ? ['rsa-sha256', 'rsa-sha1', 'rsa-pss-sha512']
      : algorithm.startsWith('ecdsa')
        ? ['ecdsa-sha256', 'ecdsa-p256-sha256']
        : [];
  const forms = family.map((way) => ({
    value: way,
    cost: 1,
    cause: 'algorithm',
    words: `signed with ${names[way]}, where this scheme uses ${names[algorithm]}`,
  }));
  return distinct([asIs<Way>(algorithm), ...forms], (way) => way);
}

const known: readonly (readonly [template: string, words: string])[] = [
  ['{body}', 'the body alone'],
  ['{timestamp}.{body}', 'timestamp and body joined by a dot'],
  ['{id}.{timestamp}.{body}', 'id, timestamp and body joined by dots'],
  ['{timestamp}{body}', 'timestamp and body with nothing between them'],
  ['{timestamp}:{body}', 'timestamp and body joined by a colon'],
  ['v0:{timestamp}:{body}', 'v0:, timestamp, colon and body'],
  ['{body}{timestamp}', 'body and then timestamp'],
  ['{body}.{timestamp}', 'body and then timestamp, joined by a dot'],
  ['{id}.{body}', 'id and body joined by a dot, without the timestamp'],
  ['{timestamp}.{id}.{body}', 'timestamp before the id'],
  ['{id}{timestamp}{body}', 'id, timestamp and body with nothing between them'],
  ['{timestamp},{body}', 'timestamp and body joined by a comma'],
  ['{timestamp}\n{body}', 'timestamp and body on two lines'],
  ['{url}{body}', 'URL and body'],
  ['{body}{url}', 'body and then URL'],
  ['{method}{url}{body}', 'method, URL and body'],
  ['{method}{url}{body}{timestamp}', 'method, URL, body and timestamp'],
  ['{timestamp}{method}{url}{body}', 'timestamp, method, URL and body'],
  ['{url}{params}', 'URL and sorted form fields'],
  ['{url}', 'the URL alone'],
  ['{timestamp}', 'the timestamp alone'],
  ['{id}|{timestamp}|{crc32}', 'id, timestamp and checksum, without the webhook id'],
  ['{secret}{body}', 'the secret and then the body'],
  ['{body}{secret}', 'the body and then the secret'],
];

/** What may have been signed in place of what the scheme signs, out of the parts that the request gives. */
export function templateForms(scheme: Scheme, reading: Reading, url: string | undefined): readonly Form<string>[] {
  const has = (template: string) =>
    (!template.includes('{id}') || reading.id !== undefined) &&
    (!template.includes('{timestamp}') || reading.timestamp !== undefined) &&
    (!template.includes('{url}') || url !== undefined);
  const forms = known
    .filter(([template]) => has(template))
    .map(([template, words]) => ({
      value: template,
      cost: 1,
      cause: 'signed-parts',
      words: `signed over ${words}, where this scheme signs ${renderTemplate(scheme.template)}`,
    }));
  return distinct([asIs(scheme.template), ...forms], (template) => template);
}

/** A template as a reader sees it; the long ones by what they stand for. */
function renderTemplate(template: string): string {
  if (template === '{base}') return 'the signature base of RFC 9421';
  if (template === '{sns}') return 'the fields of the message';
  return template.length > 60 ? 'fields of the body' : template.replaceAll('\n', '\\n');
}
