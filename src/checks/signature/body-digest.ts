import { createHash } from 'node:crypto';
import { isSame } from './algorithm.ts';
import type { Reading } from './read-signature.ts';
import { headerValues, type SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';
import { parseBytes, parseDictionary } from './structured-field.ts';

/** A hash of the body that the request carries and its signature covers: where it stands, and the bytes it should be. */
export type BodyDigest = { readonly place: string; readonly hash: 'sha256' | 'sha512'; readonly value: Buffer };

/** The hashes of the body in a request: `Content-Digest` and `Repr-Digest` (RFC 9530), and Twilio's `bodySHA256` in the URL. */
export function bodyDigests(request: SignedRequest, scheme: Scheme, url: string | undefined): readonly BodyDigest[] {
  if (scheme.template === '{base}')
    return ['content-digest', 'repr-digest'].flatMap((place) => fromHeader(request, place));
  if (!scheme.template.includes('{params}')) return [];
  const found = /[?&]bodySHA256=([0-9a-f]{64})(?:&|$)/i.exec(url ?? '')?.[1];
  return found === undefined
    ? []
    : [{ place: 'bodySHA256 of the URL', hash: 'sha256', value: Buffer.from(found, 'hex') }];
}

/** Whether a signature covers a digest of the body that cannot be verified: of an unknown hash, or no byte sequence. */
export function hasUnknownDigest(request: SignedRequest, reading: Reading, scheme: Scheme): boolean {
  const covered = reading.claims.flatMap(({ message }) => message?.components.map(({ name }) => name) ?? []);
  return (
    covered.some((name) => /^(?:content|repr)-digest$/.test(name)) &&
    bodyDigests(request, scheme, undefined).length === 0
  );
}

/** Whether a body has that digest. */
export function hasDigest(body: Buffer, { hash, value }: BodyDigest): boolean {
  return isSame(createHash(hash).update(body).digest(), value);
}

function fromHeader(request: SignedRequest, place: string): readonly BodyDigest[] {
  return parseDictionary(headerValues(request, place).join(', ')).flatMap(({ key, raw }) => {
    const value = parseBytes(raw);
    if (value === undefined || (key !== 'sha-256' && key !== 'sha-512')) return [];
    return [{ place, hash: key === 'sha-256' ? 'sha256' : 'sha512', value } as const];
  });
}
