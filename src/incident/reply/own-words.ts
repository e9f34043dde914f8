import { wordsOf } from './normalise-line.ts';

/** Tells the words of our message from those of the party, also where mail has broken our lines. */
export type OwnWords = {
  /** Whether a line is ours: it goes on where the last one ended, or is the beginning of one of our lines. */
  readonly isOurs: (line: string) => boolean;
  /** Goes to the answer with this code, and gives what the party wrote behind its label. */
  readonly afterLabel: (code: string, rest: string) => string;
};

/** Creates it for one question: its lines, then its answers by code. */
export function createOwnWords(of: {
  readonly lines: readonly string[];
  readonly labels: readonly { readonly code: string; readonly label: string }[];
}): OwnWords {
  const words: string[] = [];
  const starts: number[] = [];
  const labelStarts = new Map<string, { readonly at: number; readonly length: number }>();
  for (const line of of.lines) {
    starts.push(words.length);
    words.push(...wordsOf(line));
  }
  for (const { code, label } of of.labels) {
    labelStarts.set(code, { at: words.length, length: wordsOf(label).length });
    // What stands between two labels, so that a broken label does not run on into the next one.
    words.push(...wordsOf(label), '\n');
  }
  let cursor = 0;
  const matches = (at: number, line: readonly string[]) => line.every((word, index) => words[at + index] === word);
  return {
    isOurs: (line) => {
      const found = wordsOf(line);
      const at = [cursor, ...starts].find((start) => matches(start, found));
      if (at === undefined) return false;
      cursor = at + found.length;
      return true;
    },
    afterLabel: (code, rest) => {
      const label = labelStarts.get(code);
      if (label === undefined) return rest;
      const found = wordsOf(rest);
      const shared = found.findIndex((word, index) => index >= label.length || words[label.at + index] !== word);
      cursor = label.at + (shared === -1 ? found.length : shared);
      return shared === -1 ? '' : rest.split(' ').slice(shared).join(' ');
    },
  };
}
