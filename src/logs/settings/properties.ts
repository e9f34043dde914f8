import { type Pair, parseLines } from 'dot-properties';
import { createLineFinder, type Tree } from './tree.ts';

/** Reads Java properties (java.util.Properties.load): escapes, lines that go on after a backslash, `=`, `:` or a space between. */
export function parseProperties(text: string): Tree {
  const place = createLineFinder(text);
  const pairs = parseLines(text, true).filter((node): node is Required<Pair> => node.type === ('PAIR' as string));
  return {
    kind: 'map',
    entries: pairs.map(({ key, value, range }) => ({
      key,
      line: place(range[0]).line,
      value: { kind: 'value', value: value ?? '' },
    })),
  };
}
