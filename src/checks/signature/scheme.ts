/** What computes a signature: an HMAC over the hash named, a plain hash of a text that holds the secret, or a public-key signature. */
export type Algorithm =
  | 'sha1'
  | 'sha256'
  | 'sha512'
  | 'plain-sha256'
  | 'ed25519'
  | 'ecdsa-sha256'
  | 'ecdsa-p256-sha256'
  | 'rsa-sha1'
  | 'rsa-sha256'
  | 'rsa-pss-sha512';

/**
 * How a webhook is signed, as data. A *place* is the name of a header, or `body:a.b` for a field of a JSON body.
 *
 * - `header`: the places of the signature, the first that is there counts. It is split at `separator`; `trims` says whether the
 *   provider's verifier skips spaces around the items. Every item that begins with `prefix` is a signature, after `keyIdSeparator` where items carry a key id first.
 * - `id`, `timestamp`: their places. A scheme may carry its timestamp inside the signature header, after `timestampItem`.
 * - `template`: what is signed, over `{id}`, `{timestamp}`, `{body}`, `{url}`, `{method}`, `{secret}`, `{header:name}`,
 *   `{body:path}` and what `compose.ts` adds to these. With `each`, every element of that list is signed for itself.
 * - `algorithm`: or what `algorithmFrom` reads from the request.
 * - `key`: how the secret text becomes the key. `whsec` takes off `whsec_` and decodes base64; `public` reads a public key or a
 *   certificate. `secretPrefix`: what a right secret begins with.
 * - `toleranceS`: how far the timestamp may lie in the past and, where `future` is set, in the future; null: it is not judged.
 * - `recognise`: places with the pattern they must match for `auto` to take this scheme, besides its own signature.
 */
export type Scheme = {
  readonly title: string;
  readonly source: string;
  readonly header: readonly string[];
  readonly separator: ' ' | ',' | ';' | null;
  readonly trims: boolean;
  readonly prefix: string;
  readonly keyIdSeparator: string | null;
  readonly id: readonly string[];
  readonly timestamp: readonly string[];
  readonly timestampItem: string | null;
  readonly timestampUnit: 's' | 'ms' | 'iso' | 'http';
  readonly each: string | null;
  readonly template: string;
  readonly algorithm: Algorithm;
  readonly algorithmFrom: { readonly place: string; readonly values: { readonly [value: string]: Algorithm } } | null;
  readonly encoding: 'hex' | 'base64';
  readonly key: 'utf8' | 'base64' | 'hex' | 'whsec' | 'public';
  readonly secretPrefix: string | null;
  readonly toleranceS: number | null;
  readonly future: boolean;
  readonly recognise: { readonly [place: string]: RegExp };
};

/** What most schemes share: HMAC-SHA256 in hex over the body alone, keyed with the secret as it is written. */
const bodyScheme = {
  separator: null,
  trims: true,
  prefix: '',
  keyIdSeparator: null,
  id: [],
  timestamp: [],
  timestampItem: null,
  timestampUnit: 's',
  each: null,
  template: '{body}',
  algorithm: 'sha256',
  algorithmFrom: null,
  encoding: 'hex',
  key: 'utf8',
  secretPrefix: null,
  toleranceS: null,
  future: true,
  recognise: {},
} as const satisfies Omit<Scheme, 'title' | 'source' | 'header'>;

/** Makes a scheme from what sets it apart from HMAC-SHA256 in hex over the body. */
export function defineScheme(of: Pick<Scheme, 'title' | 'source' | 'header'> & Partial<Scheme>): Scheme {
  return { ...bodyScheme, ...of };
}

/** Whether a scheme verifies with a public key, so that the key in use is no secret. */
export function isPublicKey(scheme: Pick<Scheme, 'key'>): boolean {
  return scheme.key === 'public';
}
