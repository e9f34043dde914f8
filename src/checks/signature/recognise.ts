import { atPath, bodyPath, jsonOf, renderPlaces, valuesAt } from './place.ts';
import { readSignature } from './read-signature.ts';
import type { SignedRequest } from './request.ts';
import { isPublicKey, type Scheme } from './scheme.ts';
import type { SchemeName } from './scheme-names.ts';
import { schemes } from './schemes.ts';

/** A scheme that a request looks signed by, and what it was recognised by. */
export type Recognised = { readonly name: SchemeName; readonly by: string };

/**
 * The scheme whose signature a request carries: by its headers, then by its body. A whole signature comes before a header alone, and one
 * that the key can verify before others: `hasPublicKey` says that a public key is what there is.
 */
export function recognise(request: SignedRequest, hasPublicKey = false): Recognised | undefined {
  const names = Object.keys(schemes) as SchemeName[];
  const there = names.filter((name) => isThere(request, schemes[name]));
  const whole = there.filter((one) => readSignature(request, schemes[one]).complaint === undefined);
  const name = whole.find((one) => isPublicKey(schemes[one]) === hasPublicKey) ?? whole[0] ?? there[0];
  if (name === undefined) return undefined;
  const place = schemes[name].header.find((one) => hasPlace(request, one, schemes[name])) ?? '';
  return { name, by: `its ${renderPlaces([place]).replace(/^the /, '')}` };
}

/** Headers that look as if they held a signature, for a request that no scheme recognises. */
export function suspects(request: SignedRequest): readonly string[] {
  const names = request.headers.map(({ name }) => name);
  return [...new Set(names.filter((name) => /sig|hmac|digest|^x-.*(?:hash|token)/.test(name)))].slice(0, 5);
}

function isThere(request: SignedRequest, scheme: Scheme): boolean {
  return (
    scheme.header.some((place) => hasPlace(request, place, scheme)) &&
    Object.entries(scheme.recognise).every(([place, pattern]) =>
      valuesAt([place], request, jsonOf(request.body)).some((value) => pattern.test(value)),
    )
  );
}

function hasPlace(request: SignedRequest, place: string, scheme: Scheme): boolean {
  const json = jsonOf(request.body);
  const list = scheme.each === null ? undefined : atPath(json, bodyPath(scheme.each) ?? '');
  const root = scheme.each === null ? json : Array.isArray(list) ? list[0] : undefined;
  return valuesAt([place], request, root).length > 0;
}
