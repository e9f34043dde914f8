import { isTooDeep } from './nesting.ts';
import { headerValues, type SignedRequest } from './request.ts';

const parsed = new WeakMap<Buffer, { readonly value: unknown }>();

/** A body as JSON, or undefined where it is none or nested too deep; the same buffer is parsed once. */
export function jsonOf(body: Buffer): unknown {
  let known = parsed.get(body);
  if (known === undefined) {
    try {
      const text = body.toString('utf8');
      known = { value: isTooDeep(text) ? undefined : JSON.parse(text) };
    } catch {
      known = { value: undefined };
    }
    parsed.set(body, known);
  }
  return known.value;
}

/** What stands at a path of a JSON value, as `a.b`; undefined where nothing does. */
export function atPath(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
          ? (inner as { readonly [key: string]: unknown })[key]
          : undefined,
      value,
    );
}

/** The values at the first of `places` that is there: several where a header came several times. `root` is the JSON that paths start at. */
export function valuesAt(places: readonly string[], request: SignedRequest, root: unknown): readonly string[] {
  for (const place of places) {
    const path = bodyPath(place);
    if (path === undefined) {
      const values = headerValues(request, place);
      if (values.length > 0) return values;
    } else {
      const value = atPath(root, path);
      if (typeof value === 'string' || typeof value === 'number') return [String(value)];
    }
  }
  return [];
}

/** The path inside the body that a place names, or undefined where it names a header. */
export function bodyPath(place: string): string | undefined {
  return place.startsWith('body:') ? place.slice('body:'.length) : undefined;
}

/** A place in words: `the header x`, `the field a.b of the body`. */
export function renderPlaces(places: readonly string[]): string {
  const paths = places.map(bodyPath);
  if (paths.every((path) => path !== undefined)) return `the field ${paths.join(' or ')} of the body`;
  return `the header ${places.join(' or ')}`;
}
