/**
 * One way in which a part of what was signed may differ from what is there: the part itself, what kind of mistake that is, and words
 * that complete "…: ". `cost` counts the mistakes; the form that is there has cost 0.
 */
export type Form<T> = { readonly value: T; readonly cost: number; readonly cause: string; readonly words: string };

/** The form that is there. */
export function asIs<T>(value: T): Form<T> {
  return { value, cost: 0, cause: '', words: '' };
}

/** Leaves out forms whose value came before, the first one being what is there; orders by cost and keeps the order inside it. */
export function distinct<T>(forms: Iterable<Form<T>>, identity: (value: T) => string): readonly Form<T>[] {
  const seen = new Map<string, Form<T>>();
  for (const form of [...forms].sort((a, b) => a.cost - b.cost)) {
    const key = identity(form.value);
    if (!seen.has(key)) seen.set(key, form);
  }
  return [...seen.values()];
}
