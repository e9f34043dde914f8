/** A line of evidence and where it came from; `line` is 1-based. */
export type Excerpt = { readonly source: string; readonly line?: number; readonly text: string };

/** Finds lines again: by the references of events, or by the names that `_ref` gives them in a table. */
export type Places = {
  /** The lines of references, in their order; what is no longer there is left out. */
  readonly resolve: (refs: readonly number[], signal: AbortSignal) => Promise<readonly Excerpt[]>;
  /** The lines of names, by name. */
  readonly find: (names: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, Excerpt>>;
  /** How events from a reference on, up to the next of these, are named: `prefix`, then `above` plus their line. In order. */
  readonly namings: () => readonly Naming[];
};

/** How the events of one part are named. */
export type Naming = { readonly from: number; readonly prefix: string; readonly above: number };

/** The name of an event in a table. */
export function nameOf(namings: readonly Naming[], ref: number, line: number): string {
  let low = 0;
  let high = namings.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((namings[middle]?.from ?? 0) <= ref) low = middle;
    else high = middle - 1;
  }
  const naming = namings[low];
  return naming === undefined ? '' : `${naming.prefix}${naming.above + line}`;
}
