/** A line of evidence and where it came from; `line` is 1-based. */
export type Excerpt = { readonly source: string; readonly line?: number; readonly text: string };

/** Finds lines again: by the references of events, or by the names that `_ref` gives them in a table. */
export type Places = {
  /** The lines of references, in their order; what is no longer there is left out. */
  readonly resolve: (refs: readonly number[], signal: AbortSignal) => Promise<readonly Excerpt[]>;
  /** The lines of names, by name. */
  readonly find: (names: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, Excerpt>>;
  /** How the events of each part are named. */
  readonly namings: () => readonly Naming[];
  /** Lets go of the lines that are held in memory for it: they are read once more where they are still wanted. */
  readonly release: () => void;
};

/** How the events of one part are named: `prefix`, then `above` plus their line. */
export type Naming = { readonly part: number; readonly prefix: string; readonly above: number };

/** Names events in a table, by the part they lie in and their line there. */
export function createNames(namings: readonly Naming[]): (part: number, line: number) => string {
  const byPart = new Map(namings.map((naming) => [naming.part, naming]));
  return (part, line) => {
    const naming = byPart.get(part);
    return naming === undefined ? '' : `${naming.prefix}${naming.above + line}`;
  };
}
