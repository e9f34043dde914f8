import type { Form } from './form.ts';

/** The forms of every part, what is there first; parts that are likelier wrong come first. */
export type Dimensions<P> = { readonly [K in keyof P]: readonly Form<P[K]>[] };

/** How many of a part's forms, the likelier ones, are tried together with another mistake. */
const inPairs = 14;
/** How many pairs, so that the rarer forms of one part are tried too. */
const maxPairs = 1200;

/**
 * Combinations of forms in the order of the mistakes they take: what is there, one mistake, one that counts more, two in different parts,
 * and what is rare.
 */
export function* combine<P extends object>(
  dimensions: Dimensions<P>,
): Generator<{ readonly parts: P; readonly mistakes: readonly Form<unknown>[] }> {
  const names = Object.keys(dimensions) as (keyof P)[];
  const there = Object.fromEntries(names.map((name) => [name, dimensions[name].find(({ cost }) => cost === 0)?.value]));
  // A secret that cannot be read as the scheme wants it has no form of cost 0: then its forms alone are tried.
  const isWhole = names.every((name) => dimensions[name].some(({ cost }) => cost === 0));
  const make = (...picked: readonly (readonly [keyof P, Form<P[keyof P]>])[]) => ({
    parts: { ...there, ...Object.fromEntries(picked.map(([name, form]) => [name, form.value])) } as P,
    mistakes: picked.map(([, form]) => form),
  });
  const lacking = names.filter((name) => dimensions[name].every(({ cost }) => cost > 0));
  const fits = (...used: readonly (keyof P)[]) => lacking.every((name) => used.includes(name));
  if (isWhole) yield make();
  const singles = function* (from: number, to: number) {
    for (const name of names)
      if (fits(name))
        for (const form of dimensions[name]) if (form.cost > from && form.cost <= to) yield make([name, form]);
  };
  yield* singles(0, 1);
  yield* singles(1, 2);
  let pairs = 0;
  for (const [index, first] of names.entries())
    for (const second of names.slice(index + 1)) {
      if (!fits(first, second)) continue;
      for (const a of likely(dimensions[first]))
        for (const b of likely(dimensions[second])) if (pairs++ < maxPairs) yield make([first, a], [second, b]);
    }
  yield* singles(2, 9);
}

function likely<T>(forms: readonly Form<T>[]): readonly Form<T>[] {
  return forms.filter(({ cost }) => cost === 1).slice(0, inPairs);
}
