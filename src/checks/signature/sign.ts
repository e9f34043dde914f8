import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { UserError } from '../../errors.ts';
import { digest, hashOf, isSymmetric, optionsOf } from './algorithm.ts';
import { compose } from './compose.ts';
import { type Key, toKey } from './key.ts';
import { atPath, bodyPath, jsonOf } from './place.ts';
import { readSignature } from './read-signature.ts';
import { type Header, type SignedRequest, untold } from './request.ts';
import type { Algorithm, Scheme } from './scheme.ts';

/** What a test request is made of. `id` and `at` become its id and timestamp where the scheme has them. */
export type Draft = {
  readonly scheme: Scheme;
  readonly secret: string;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  readonly id: string;
  readonly at: Date;
  readonly webhookId: string | undefined;
};

/** A signed request: the headers to send, those of the draft first, and the body, which some schemes carry their signature in. */
export type Signed = { readonly headers: readonly Header[]; readonly body: Buffer };

/** Signs a request as the sender would. Throws a `UserError` when secret or body cannot be signed with. */
export function signRequest(draft: Draft): Signed {
  const { scheme, url, method, secret, webhookId, at } = draft;
  const ids = scheme.id.slice(0, 1).map((place) => ({ place, value: draft.id }));
  const stamp = renderTimestamp(at, scheme);
  const stamps = scheme.timestamp.slice(0, 1).map((place) => ({ place, value: stamp }));
  const algorithms = chooseAlgorithm(scheme, secret);
  const given = put(draft, [...ids, ...stamps, ...algorithms.places]);
  const { headers, body } = scheme.template === '{base}' ? addInput(given, draft, algorithms.algorithm) : given;
  const request: SignedRequest = {
    method,
    target: new URL(url).pathname + new URL(url).search,
    url,
    headers,
    body,
    ...untold,
  };
  const items = scheme.each === null ? [undefined] : listOf(jsonOf(body), scheme.each);
  const signer = toSigner(secret, algorithms.algorithm, scheme);
  const { claims } = scheme.template === '{base}' ? readSignature(request, scheme) : { claims: [] };
  const values = items.map((_, item) => {
    const chunks = compose(scheme.template, {
      request,
      body,
      id: ids[0]?.value,
      timestamp: stamp,
      url,
      method,
      secret: signer.text,
      webhookId,
      each: scheme.each,
      item,
      signature: claims[0]?.message,
    });
    return signer.sign(chunks).toString(scheme.encoding);
  });
  if (scheme.template === '{base}')
    return {
      headers: headers.map((one) => (one.name === 'signature' ? { ...one, value: `sig1=:${values[0]}:` } : one)),
      body,
    };
  const separator = scheme.separator ?? '';
  const text = (value: string) =>
    [...(scheme.timestampItem === null ? [] : [scheme.timestampItem + stamp]), scheme.prefix + value].join(separator);
  const [place = ''] = scheme.header;
  return values.reduce<Signed>(
    (signed, value, item) =>
      put(signed, [
        { place: scheme.each === null ? place : `${scheme.each}.${item}.${bodyPath(place)}`, value: text(value) },
      ]),
    { headers, body },
  );
}

type Placed = { readonly place: string; readonly value: string };

/** Puts values into headers and fields of the body. */
function put(into: Signed, placed: readonly Placed[]): Signed {
  const headers = placed
    .filter(({ place }) => bodyPath(place) === undefined)
    .map(({ place, value }) => ({ name: place, value }));
  const fields = placed
    .flatMap(({ place, value }) => ({ path: bodyPath(place), value }))
    .filter(({ path }) => path !== undefined);
  return {
    headers: [...into.headers, ...headers],
    body: fields.length === 0 ? into.body : putFields(into.body, fields as never),
  };
}

function putFields(body: Buffer, fields: readonly { readonly path: string; readonly value: string }[]): Buffer {
  const json: unknown = structuredClone(jsonOf(body));
  if (typeof json !== 'object' || json === null)
    throw new UserError({
      message: 'this scheme carries its signature in a JSON body, and the body is none',
      hint: 'Give a JSON object.',
    });
  for (const { path, value } of fields) {
    const keys = path.split('.');
    let at = json as { [key: string]: unknown };
    for (const key of keys.slice(0, -1)) {
      at[key] ??= {};
      at = at[key] as { [key: string]: unknown };
    }
    at[keys.at(-1) ?? ''] = value;
  }
  return Buffer.from(JSON.stringify(json));
}

function listOf(json: unknown, each: string): readonly unknown[] {
  const list = atPath(json, bodyPath(each) ?? '');
  if (Array.isArray(list) && list.length > 0) return list;
  throw new UserError({
    message: `the body has no list ${bodyPath(each)}, whose items this scheme signs`,
    hint: 'Give a body like the provider sends.',
  });
}

function renderTimestamp(at: Date, { timestampUnit }: Scheme): string {
  if (timestampUnit === 'iso') return at.toISOString().replace('.000Z', 'Z');
  if (timestampUnit === 'http') return at.toUTCString();
  return String(timestampUnit === 'ms' ? at.getTime() : Math.floor(at.getTime() / 1000));
}

function chooseAlgorithm(
  scheme: Scheme,
  secret: string,
): { readonly algorithm: Algorithm; readonly places: readonly Placed[] } {
  if (scheme.template === '{base}') {
    const type = isPrivate(secret) ? toPrivateKey(secret).asymmetricKeyType : undefined;
    const byType = { ed25519: 'ed25519', ec: 'ecdsa-p256-sha256', rsa: 'rsa-pss-sha512' } as const;
    return {
      algorithm: type === undefined ? 'sha256' : (byType[type as keyof typeof byType] ?? 'ed25519'),
      places: [],
    };
  }
  if (scheme.algorithmFrom === null) return { algorithm: scheme.algorithm, places: [] };
  const { place, values } = scheme.algorithmFrom;
  const value = Object.keys(values).find((one) => values[one] === scheme.algorithm) ?? '';
  return { algorithm: scheme.algorithm, places: [{ place, value }] };
}

type Signer = { readonly text: string; readonly sign: (chunks: readonly Buffer[]) => Buffer };

function toSigner(secret: string, algorithm: Algorithm, scheme: Scheme): Signer {
  if (!isSymmetric(algorithm)) {
    const key = toPrivateKey(secret);
    return {
      text: '',
      sign: (chunks) => sign(hashOf(algorithm), Buffer.concat(chunks), { key, ...optionsOf(algorithm) }),
    };
  }
  const key: Key | { readonly unfit: string } = toKey(secret, scheme.key);
  if ('unfit' in key)
    throw new UserError({ message: key.unfit, hint: 'Give the signing secret of the test endpoint.' });
  return { text: key.text, sign: (chunks) => digest(algorithm, key.bytes, chunks) };
}

function isPrivate(secret: string): boolean {
  return /PRIVATE KEY-----/.test(secret) || secret.startsWith('whsk_');
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key. */
const ed25519Head = Buffer.from('302e020100300506032b657004220420', 'hex');

function toPrivateKey(secret: string): KeyObject {
  const text = secret.trim().replaceAll('\\n', '\n');
  try {
    if (!text.startsWith('whsk_')) return createPrivateKey(text);
    const seed = Buffer.from(text.slice('whsk_'.length), 'base64').subarray(0, 32);
    return createPrivateKey({ key: Buffer.concat([ed25519Head, seed]), format: 'der', type: 'pkcs8' });
  } catch {
    // The reason that OpenSSL gives helps nobody, and must not carry the key along.
    throw new UserError({
      message: 'signing with this scheme needs a private key, and the secret is none that can be read',
      hint: 'Give it as PEM, or as whsk_….',
    });
  }
}

/** RFC 9421: covers method, URL and the digest of the body. */
function addInput(given: Signed, { at }: Draft, algorithm: Algorithm): Signed {
  const alg = {
    sha256: 'hmac-sha256',
    ed25519: 'ed25519',
    'ecdsa-p256-sha256': 'ecdsa-p256-sha256',
    'rsa-pss-sha512': 'rsa-pss-sha512',
  }[algorithm as string];
  const parameters = `created=${Math.floor(at.getTime() / 1000)};keyid="test";alg="${alg}"`;
  const headers = [
    ...given.headers,
    { name: 'content-digest', value: `sha-256=:${createHash('sha256').update(given.body).digest('base64')}:` },
    { name: 'signature-input', value: `sig1=("@method" "@target-uri" "content-digest");${parameters}` },
    { name: 'signature', value: 'sig1=:AA==:' },
  ];
  return { headers, body: given.body };
}
