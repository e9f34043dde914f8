import { digest, isSame, isSigned, isSymmetric } from './algorithm.ts';
import { type BodyDigest, bodyDigests, hasDigest } from './body-digest.ts';
import { compose, type Signable } from './compose.ts';
import { type Key, toKey } from './key.ts';
import type { Claim, Reading } from './read-signature.ts';
import type { SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';

/** A request with everything that says how it is to be verified. `secrets` are those in use, one of which must fit. */
export type Case = {
  readonly request: SignedRequest;
  readonly scheme: Scheme;
  readonly reading: Reading;
  readonly secrets: readonly string[];
  readonly url: string | undefined;
  readonly method: string | undefined;
  readonly webhookId: string | undefined;
};

/**
 * Whether the signature is right, exactly as the provider's own verifier has it. `secret` is the index of the one that fits; `unfit` says
 * of each secret that cannot be one why not; `wrongDigest` is a signed hash that the body does not have.
 */
export type Verification = {
  readonly isValid: boolean;
  readonly secret: number | undefined;
  readonly keyId: string | null;
  readonly unfit: readonly string[];
  readonly wrongDigest: BodyDigest | undefined;
  readonly failed: Claim | undefined;
};

/** Verifies a request against a scheme; the timestamp is read, not judged. */
export function verify(of: Case): Verification {
  const { request, scheme, reading, secrets, url } = of;
  const keys = secrets.map((secret) => toKey(secret, keyKindOf(reading.claims[0], scheme)));
  const unfit = keys.flatMap((key) => ('unfit' in key ? [key.unfit] : []));
  const matches = reading.claims.map((claim) => ({ claim, match: findMatch(of, claim, keys) }));
  const right = matches.filter(({ match }) => match !== undefined);
  // Of an RFC 9421 request one signature must hold; of a list whose items are signed, every one.
  const isRight = scheme.template === '{base}' ? right.length > 0 : right.length > 0 && right.length === matches.length;
  const wrongDigest = bodyDigests(request, scheme, url).find((one) => !hasDigest(request.body, one));
  return {
    isValid: isRight && wrongDigest === undefined,
    secret: isRight ? right[0]?.match?.secret : undefined,
    keyId: right[0]?.match?.keyId ?? null,
    unfit,
    wrongDigest: isRight ? wrongDigest : undefined,
    failed: isRight ? undefined : matches.find(({ match }) => match === undefined)?.claim,
  };
}

/** How a claim's key is written: RFC 9421 says with each signature whether it is symmetric. */
export function keyKindOf(claim: Claim | undefined, scheme: Scheme): Scheme['key'] {
  if (claim === undefined || scheme.template !== '{base}') return scheme.key;
  return isSymmetric(claim.algorithm) ? scheme.key : 'public';
}

/** The parts that a claim's template is filled from. */
export function toSignable(of: Case, claim: Claim, secret: string): Signable {
  const { request, scheme, reading, url, method, webhookId } = of;
  const { id, timestamp } = reading;
  const { item, message } = claim;
  return {
    request,
    body: request.body,
    id,
    timestamp,
    url,
    method,
    secret,
    webhookId,
    each: scheme.each,
    item,
    signature: message,
  };
}

/** The URL forms that the provider's own verifier accepts side by side: Twilio's tries with and without port, also normalised. */
function acceptedUrls(scheme: Scheme, url: string | undefined): readonly (string | undefined)[] {
  if (!scheme.template.includes('{params}') || url === undefined || !URL.canParse(url)) return [url];
  const { protocol, port, href } = new URL(url);
  const standard = protocol === 'https:' ? ':443' : ':80';
  const forms = [url, href].flatMap((one) => {
    const bare = one.replace(/^(https?:\/\/[^/:?#]+):\d+/i, '$1');
    return [one, bare, ...(port === '' ? [bare.replace(/^(https?:\/\/[^/?#]+)/i, `$1${standard}`)] : [])];
  });
  return [...new Set(forms)];
}

function findMatch(
  of: Case,
  claim: Claim,
  keys: readonly (Key | { readonly unfit: string })[],
): { readonly secret: number; readonly keyId: string | null } | undefined {
  let found: { readonly secret: number; readonly keyId: string | null } | undefined;
  // Every key and signature is compared, so that the time taken does not tell which one is right.
  for (const [secret, key] of keys.entries()) {
    if ('unfit' in key) continue;
    for (const url of acceptedUrls(of.scheme, of.url)) {
      const chunks = compose(of.scheme.template, { ...toSignable(of, claim, key.text), url });
      const isRight = createVerifier({ claim, scheme: of.scheme, key, chunks });
      for (const signature of claim.signatures)
        if (isRight(signature.text)) found ??= { secret, keyId: signature.keyId };
    }
  }
  return found;
}

function createVerifier(of: {
  readonly claim: Claim;
  readonly scheme: Scheme;
  readonly key: Key;
  readonly chunks: readonly Buffer[];
}): (text: string) => boolean {
  const { claim, scheme, key, chunks } = of;
  const { algorithm } = claim;
  if (isSymmetric(algorithm)) {
    const right = Buffer.from(digest(algorithm, key.bytes, chunks).toString(scheme.encoding));
    return (text) => isSame(Buffer.from(text), right);
  }
  const shape = scheme.encoding === 'hex' ? /^[0-9a-f]+$/i : /^[A-Za-z0-9+/]+={0,2}$/;
  return (text) =>
    shape.test(text) && isSigned({ algorithm, key, chunks, signature: Buffer.from(text, scheme.encoding) });
}
