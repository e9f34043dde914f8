import { createHmac, timingSafeEqual } from 'node:crypto';
import { CheckProblem } from '../../errors.ts';
import type { RawRequest } from './read-request.ts';
import type { Scheme } from './schemes.ts';

/**
 * What a request says of itself and whether its signature is right. `missing` names what it lacks to be verified at all;
 * `signedAt` is null where there is no timestamp or none that can be read, then shown as `timestamp`.
 */
export type Verification = {
  readonly missing: string | undefined;
  readonly isValid: boolean;
  readonly timestamp: string | undefined;
  readonly signedAt: Date | null;
};

/** Verifies a request against a scheme; the timestamp is read, not judged. */
export function verify(of: {
  readonly request: RawRequest;
  readonly scheme: Scheme;
  readonly key: Buffer;
}): Verification {
  const { request, scheme, key } = of;
  const header = findHeaders(request, scheme.header);
  const items = header
    .flatMap((value) => (scheme.separator === null ? [value] : value.split(scheme.separator)))
    .map((item) => item.trim());
  const after = (prefix: string) =>
    items.filter((item) => item.startsWith(prefix)).map((item) => item.slice(prefix.length));
  const signatures = after(scheme.prefix).filter((each) => each !== '');
  const id = findHeaders(request, scheme.id)[0];
  const timestamp =
    scheme.timestampItem === null ? findHeaders(request, scheme.timestamp)[0] : after(scheme.timestampItem)[0];
  const missing = findMissing({ scheme, hasHeader: header.length > 0, signatures, id, timestamp });
  const signedAt = toInstant(timestamp, scheme.timestampUnit);
  if (missing !== undefined) return { missing, isValid: false, timestamp, signedAt };
  const expected = createHmac(scheme.algorithm, key);
  for (const part of scheme.template.split(/(\{id\}|\{timestamp\}|\{body\})/)) {
    expected.update(
      part === '{body}'
        ? request.body
        : Buffer.from(part === '{id}' ? (id ?? '') : part === '{timestamp}' ? (timestamp ?? '') : part, 'latin1'),
    );
  }
  const digest = Buffer.from(expected.digest(scheme.encoding));
  // Every signature is compared, so that the time taken does not tell which one is right.
  const matches = signatures.filter((signature) => isSame(Buffer.from(signature), digest));
  return { missing: undefined, isValid: matches.length > 0, timestamp, signedAt };
}

/** The key that a secret text stands for; throws a blocked `CheckProblem` when the text cannot be a secret of that kind. */
export function toKey(secret: string, kind: Scheme['key']): Buffer {
  const text = kind === 'whsec' ? secret.replace(/^whsec_/, '') : secret;
  const isBase64 = kind === 'whsec' || kind === 'base64';
  const isUnfit =
    (isBase64 && !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) || (kind === 'hex' && !/^([0-9a-f]{2})+$/i.test(text));
  if (text === '' || isUnfit) {
    const wanted = kind === 'whsec' ? 'base64 after whsec_' : kind;
    const message = text === '' ? 'the secret is empty' : `the secret is not ${wanted}, as this scheme wants it`;
    throw new CheckProblem({ status: 'blocked', message, unblock: 'Give the signing secret of this endpoint' });
  }
  return Buffer.from(text, isBase64 ? 'base64' : kind === 'hex' ? 'hex' : 'utf8');
}

function findHeaders(request: RawRequest, names: readonly string[]): readonly string[] {
  const name = names.find((each) => request.headers.some((header) => header.name === each.toLowerCase()));
  return request.headers.filter((header) => header.name === name?.toLowerCase()).map((header) => header.value);
}

function findMissing(of: {
  readonly scheme: Scheme;
  readonly hasHeader: boolean;
  readonly signatures: readonly string[];
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
}): string | undefined {
  const { scheme, hasHeader, signatures, id, timestamp } = of;
  if (!hasHeader) return `the header ${scheme.header.join(' or ')} is missing`;
  if (signatures.length === 0)
    return `the header ${scheme.header[0]} holds no signature${scheme.prefix === '' ? '' : ` that begins with ${scheme.prefix}`}`;
  if (scheme.template.includes('{id}') && id === undefined) return `the header ${scheme.id.join(' or ')} is missing`;
  if (!scheme.template.includes('{timestamp}') || timestamp !== undefined) return undefined;
  return scheme.timestampItem === null
    ? `the header ${scheme.timestamp.join(' or ')} is missing`
    : `the header ${scheme.header[0]} holds no timestamp that begins with ${scheme.timestampItem}`;
}

function toInstant(timestamp: string | undefined, unit: Scheme['timestampUnit']): Date | null {
  if (timestamp === undefined || !/^\d{1,15}$/.test(timestamp)) return null;
  return new Date(Number(timestamp) * (unit === 's' ? 1000 : 1));
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
