/** A plain value of a settings file. */
export type Plain = null | boolean | number | string;

/** What a key of a map stands for, and the line (from 1) the key is on. */
export type Entry = { readonly key: string; readonly line: number; readonly value: Tree };

/**
 * A settings file as it is written: values with their lines, keys in their order and as often as they stand there. `computed` is what
 * only the running program knows: its source, without comments and with texts left out; `statuses` are those a condition is true for.
 */
export type Tree =
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | { readonly kind: 'list'; readonly items: readonly (Tree & { readonly line: number })[] }
  | { readonly kind: 'value'; readonly value: Plain }
  | { readonly kind: 'computed'; readonly text: string; readonly statuses?: readonly number[] };

/** That a text is not of the format it was read as: why, in words that quote nothing of it, and where (from 1). */
export class Misread extends Error {
  readonly line: number;
  readonly column: number;

  constructor(problem: { readonly message: string; readonly line: number; readonly column?: number }) {
    super(problem.message);
    this.line = problem.line;
    this.column = problem.column ?? 1;
  }
}

/** How deep maps and lists may be nested, in any format. */
export const maxDepth = 64;

/** A function that gives the line (from 1) and column (from 1) of an offset in a text. */
export function createLineFinder(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
