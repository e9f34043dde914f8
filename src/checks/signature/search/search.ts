import { timingSafeEqual } from 'node:crypto';
import { digest, isSigned, isSymmetric } from '../algorithm.ts';
import { bodyDigests, hasDigest } from '../body-digest.ts';
import { compose } from '../compose.ts';
import type { Key } from '../key.ts';
import type { Claim } from '../read-signature.ts';
import type { Algorithm } from '../scheme.ts';
import { type Case, keyKindOf, toSignable } from '../verify.ts';
import { bodyForms } from './body-forms.ts';
import { combine } from './combine.ts';
import { asIs, type Form } from './form.ts';
import { algorithmForms, templateForms, type Way } from './scheme-forms.ts';
import { secretForms } from './secret-forms.ts';
import { signatureForms } from './signature-forms.ts';
import { timestampForms } from './timestamp-forms.ts';
import { type Called, calledForms } from './url-forms.ts';

/** What explains a signature that is not right: the mistakes, the one that matters most first, and the body that was signed. */
export type Explanation = { readonly mistakes: readonly Form<unknown>[]; readonly body: Buffer };

/** What a search found, and what it ruled out: how many forms of each part, and how many combinations of them. */
export type Search = {
  readonly found: Explanation | undefined;
  readonly tried: number;
  readonly forms: { readonly [part: string]: number };
};

/** The bounds: combinations tried, bytes hashed (0.1 s), and the largest body that is varied. */
export const limits = { variants: 2000, hashedBytes: 96 * 1024 * 1024, bodyBytes: 1024 * 1024 };

type Parts = {
  readonly secret: Key;
  readonly body: Buffer;
  readonly timestamp: string;
  readonly called: Called;
  readonly way: Way;
  readonly template: string;
};

/**
 * Looks for what was signed in place of what should have been: the fewest mistakes that make the signature right. `others` are
 * secrets that are not in use. A match is an explanation, never a pass.
 */
export function search(of: Case, claim: Claim | undefined, others: readonly string[]): Search {
  const body = bodiesOf(of);
  const share = Math.max(1, of.secrets.length);
  let tried = 0;
  let forms = {};
  // Each secret in use has its share of the work; those not in use go with the first.
  for (const [index, secret] of of.secrets.entries()) {
    const one = searchOne({ of: { ...of, secrets: [secret] }, claim, others: index === 0 ? others : [], body, share });
    tried += one.tried;
    forms = index === 0 ? one.forms : forms;
    if (one.found !== undefined) return { found: tell(one.found, index, of.secrets.length), tried, forms };
  }
  return { found: undefined, tried, forms };
}

/** Of several secrets in use it is said which one the explanation holds for. */
function tell(found: Explanation, index: number, count: number): Explanation {
  if (count < 2) return found;
  const mistakes = found.mistakes.map((one, at) =>
    at === found.mistakes.length - 1 && one.cause !== 'other-secret'
      ? { ...one, words: `${one.words} (with secret ${index + 1} of ${count})` }
      : one,
  );
  return { ...found, mistakes };
}

function bodiesOf({ request, scheme }: Case): readonly Form<Buffer>[] {
  return /\{(?:body|crc32|params|sns)/.test(scheme.template) ? bodyForms(request.body) : [asIs(request.body)];
}

function searchOne(from: {
  readonly of: Case;
  readonly claim: Claim | undefined;
  readonly others: readonly string[];
  readonly body: readonly Form<Buffer>[];
  readonly share: number;
}): Search {
  const { of, claim, others, body, share } = from;
  const { request, scheme, reading, secrets, url, method } = of;
  const target = claim ?? { signatures: [], algorithm: scheme.algorithm, item: 0, message: undefined };
  const kind = keyKindOf(claim, scheme);
  const signatures = signatureForms({ request, scheme, reading, claim });
  const isFixed = scheme.template === '{base}' || scheme.template === '{sns}';
  const dimensions = {
    body,
    secret: secretForms({ scheme, kind, secrets, others }),
    timestamp: scheme.template.includes('{timestamp}')
      ? timestampForms(request, reading)
      : [asIs(reading.timestamp ?? '')],
    called: calledForms({ called: { url, method }, request, template: scheme.template }),
    way: algorithmForms(target.algorithm),
    template: isFixed ? [asIs(scheme.template)] : templateForms(scheme, reading, url),
  };
  const forms = Object.fromEntries(Object.entries(dimensions).map(([name, list]) => [name, list.length]));
  let tried = 0;
  let hashed = 0;
  if (signatures.length === 0 || dimensions.secret.length === 0) return { found: undefined, tried, forms };
  for (const { parts, mistakes } of combine<Parts>(dimensions)) {
    if (tried >= limits.variants / share || hashed >= limits.hashedBytes / share) break;
    tried++;
    const { secret, timestamp, called, way, template } = parts;
    const signable = { ...toSignable(of, target, secret.text), body: parts.body, timestamp, ...called };
    const chunks = compose(template, signable);
    // A public-key signature is verified, and so hashed, for each candidate.
    const times = isHash(way) ? 1 : signatures.length;
    hashed += times * (chunks.reduce((sum, chunk) => sum + chunk.length, 0) + 256);
    const match = findMatch({ way, key: secret, chunks, signatures });
    if (match === undefined) continue;
    const all = [...mistakes, ...(match.cost > 0 ? [match] : [])];
    return { found: { mistakes: all, body: parts.body }, tried, forms };
  }
  return { found: undefined, tried, forms };
}

/** Looks for the body that a signed hash belongs to, where the signature itself is right. */
export function searchDigest(of: Case): Search {
  const digests = bodyDigests(of.request, of.scheme, of.url);
  const bodies = bodyForms(of.request.body);
  const found = bodies.find((form) => digests.every((one) => hasDigest(form.value, one)));
  const explanation = found === undefined ? undefined : { mistakes: [found], body: found.value };
  return { found: explanation, tried: bodies.length, forms: { body: bodies.length } };
}

function findMatch(of: {
  readonly way: Way;
  readonly key: Key;
  readonly chunks: readonly Buffer[];
  readonly signatures: readonly Form<Buffer>[];
}): Form<Buffer> | undefined {
  const { way, key, chunks, signatures } = of;
  if (!isHash(way)) return signatures.find(({ value }) => isSigned({ algorithm: way, key, chunks, signature: value }));
  const computed = digest(way, key.bytes, chunks);
  return signatures.find(({ value }) => value.length === computed.length && timingSafeEqual(value, computed));
}

function isHash(way: Way): way is Exclude<Way, Algorithm> | 'sha1' | 'sha256' | 'sha512' | 'plain-sha256' {
  return way === 'md5' || way === 'sha384' || isSymmetric(way);
}
