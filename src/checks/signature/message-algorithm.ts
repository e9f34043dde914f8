import { toKey } from './key.ts';
import type { Reading } from './read-signature.ts';
import type { Algorithm } from './scheme.ts';

const byKey: { readonly [type: string]: Algorithm } = {
  ed25519: 'ed25519',
  ec: 'ecdsa-p256-sha256',
  rsa: 'rsa-pss-sha512',
};

/** RFC 9421: a signature without `alg` was made with what its key is for (section 3.2, step 6). A secret that is no public key is HMAC's. */
export function withKeyAlgorithm(reading: Reading, secret: string | undefined): Reading {
  const isPublic = secret !== undefined && /^\s*(?:-----BEGIN|whpk_)/.test(secret);
  const key = isPublic ? toKey(secret, 'public') : undefined;
  const type = key === undefined || 'unfit' in key ? undefined : key.publicKey?.asymmetricKeyType;
  const algorithm = type === undefined ? undefined : byKey[type];
  if (algorithm === undefined) return reading;
  const claims = reading.claims.map((claim) =>
    claim.message === undefined || claim.message.parameters.has('alg') ? claim : { ...claim, algorithm },
  );
  return { ...reading, claims };
}
