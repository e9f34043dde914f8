import { constants, createHash, createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { Key } from './key.ts';
import type { Algorithm } from './scheme.ts';

/** The names of HMAC hashes; only `sha1`, `sha256` and `sha512` are schemes' own, the others are looked for in wrong signatures. */
export type Hash = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** The HMAC or plain hash of what is signed. */
export function digest(algorithm: Hash | 'plain-sha256', key: Buffer, chunks: readonly Buffer[]): Buffer {
  const made = algorithm === 'plain-sha256' ? createHash('sha256') : createHmac(algorithm, key);
  for (const chunk of chunks) made.update(chunk);
  return made.digest();
}

/** Whether an algorithm is symmetric: its signature can be computed with what verifies it. */
export function isSymmetric(algorithm: Algorithm): algorithm is 'sha1' | 'sha256' | 'sha512' | 'plain-sha256' {
  return algorithm === 'plain-sha256' || algorithm === 'sha1' || algorithm === 'sha256' || algorithm === 'sha512';
}

/** Whether `signature` is the public-key signature of what is signed; false also where key and algorithm do not go together. */
export function isSigned(of: {
  readonly algorithm: Algorithm;
  readonly key: Key;
  readonly chunks: readonly Buffer[];
  readonly signature: Buffer;
}): boolean {
  const { algorithm, key, chunks, signature } = of;
  if (key.publicKey === undefined) return false;
  const wanted = algorithm === 'ed25519' ? 'ed25519' : algorithm.startsWith('ecdsa') ? 'ec' : 'rsa';
  if (key.publicKey.asymmetricKeyType !== wanted) return false;
  try {
    return verify(hashOf(algorithm), Buffer.concat(chunks), { key: key.publicKey, ...optionsOf(algorithm) }, signature);
  } catch {
    return false;
  }
}

/** The hash that a public-key algorithm signs; null for Ed25519, which has its own. */
export function hashOf(algorithm: Algorithm): string | null {
  if (algorithm === 'ed25519') return null;
  return algorithm === 'rsa-sha1' ? 'sha1' : algorithm === 'rsa-pss-sha512' ? 'sha512' : 'sha256';
}

/** How Node is told the encoding or padding of a public-key algorithm. */
export function optionsOf(algorithm: Algorithm): object {
  if (algorithm === 'ecdsa-sha256') return { dsaEncoding: 'der' };
  if (algorithm === 'ecdsa-p256-sha256') return { dsaEncoding: 'ieee-p1363' };
  return algorithm === 'rsa-pss-sha512' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 } : {};
}

/** Compares in a time that does not tell where two values differ; the lengths are no secret. */
export function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
