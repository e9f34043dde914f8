import { createHash } from 'node:crypto';
import { digest, isSame, isSymmetric } from './algorithm.ts';
import { compose } from './compose.ts';
import { toKey } from './key.ts';
import { renderPlaces } from './place.ts';
import type { Claim } from './read-signature.ts';
import { type Case, keyKindOf, toSignable } from './verify.ts';

/** A signature that is right as far as it goes, and was cut: told only from 16 hex digits on. */
export function findCut(
  of: Case,
  claim: Claim | undefined,
): { readonly causes: readonly string[]; readonly words: string } | undefined {
  if (claim === undefined || !isSymmetric(claim.algorithm)) return undefined;
  for (const secret of of.secrets) {
    const key = toKey(secret, keyKindOf(claim, of.scheme));
    if ('unfit' in key) continue;
    const whole = digest(
      claim.algorithm,
      key.bytes,
      compose(of.scheme.template, toSignable(of, claim, secret)),
    ).toString(of.scheme.encoding);
    for (const { text } of claim.signatures) {
      const bare = text.replace(/(?:\.\.\.|…|=+)$/, '');
      if (
        bare.length >= 16 &&
        bare.length < whole.length - 2 &&
        isSame(Buffer.from(bare), Buffer.from(whole.slice(0, bare.length)))
      )
        return {
          causes: ['signature-cut'],
          words: `it is cut off after ${bare.length} of ${whole.length} characters, and right as far as it goes`,
        };
    }
  }
  return undefined;
}

/** A signature that cannot be one: of the wrong length, or with characters that its encoding does not have. */
export function findGarbled(
  of: Case,
  claim: Claim | undefined,
): { readonly causes: readonly string[]; readonly words: string } | undefined {
  const { scheme } = of;
  if (claim === undefined || claim.signatures.length === 0) return undefined;
  const complaints = claim.signatures.map(({ text }) => complain(text, scheme.encoding, lengthOf(claim)));
  if (complaints.some((one) => one === undefined)) return undefined;
  return {
    causes: ['signature-malformed'],
    words: `${renderPlaces([scheme.header[0] ?? ''])} holds no signature: ${complaints[0]}`,
  };
}

function lengthOf(claim: Claim): number | undefined {
  if (isSymmetric(claim.algorithm))
    return createHash(claim.algorithm === 'plain-sha256' ? 'sha256' : claim.algorithm).digest().length;
  return claim.algorithm === 'ed25519' || claim.algorithm === 'ecdsa-p256-sha256' ? 64 : undefined;
}

function complain(text: string, encoding: 'hex' | 'base64', bytes: number | undefined): string | undefined {
  const allowed = encoding === 'hex' ? /[0-9a-f]/i : /[A-Za-z0-9+/=]/;
  const at = [...text].findIndex((mark) => !allowed.test(mark));
  if (at >= 0) return `character ${at + 1} of its ${text.length} does not occur in ${encoding}`;
  const size = encoding === 'hex' ? text.length / 2 : Buffer.from(text, 'base64').length;
  if (bytes === undefined || size === bytes) return undefined;
  return `${text.length} characters of ${encoding} are ${size} bytes, where this algorithm makes ${bytes}`;
}
