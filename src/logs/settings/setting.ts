import { type Entry, Misread, maxDepth, type Tree } from './tree.ts';

/**
 * A setting of a config file: its flat name (nested ones joined with `_`), its dotted path, its value and the line of its key. `inner` are
 * the settings inside a list. `computed` is set where only the running program knows the value; then the value is `computed: …`.
 */
export type Setting = {
  readonly name: string;
  readonly path: string;
  readonly value: unknown;
  readonly line: number | null;
  readonly computed?: string;
  readonly statuses?: readonly number[];
  readonly inner?: readonly Setting[];
};

/** The settings of a file, and what a reader of it should know: keys that stand twice, lines that are no settings. */
export type Settings = { readonly settings: readonly Setting[]; readonly remarks: readonly string[] };

// References and spreads can write a small file out to a huge one.
const maxNodes = 200_000;

/** Writes a tree out as settings. Of a key that stands twice the last counts, which is said. Throws a `Misread` for one that is too large. */
export function toSettings(root: Tree): Settings {
  if (root.kind === 'value' || root.kind === 'computed')
    throw new Misread({ message: 'it holds one value and no settings', line: 1 });
  const remarks: string[] = [];
  const count = createBudget();

  const flatten = (tree: Tree, at: { readonly keys: readonly string[]; readonly line: number }): readonly Setting[] => {
    count();
    if (tree.kind === 'map' && at.keys.length <= maxDepth) {
      return lastOfEach(tree.entries, at.keys, remarks).flatMap(({ key, line, value }) =>
        flatten(value, { keys: [...at.keys, key], line }),
      );
    }
    const path = at.keys.join('.');
    const about = { name: path.replaceAll('.', '_'), path, line: at.line };
    if (tree.kind === 'computed') {
      const { text: computed, statuses } = tree;
      return [{ ...about, value: `computed: ${computed}`, computed, ...(statuses === undefined ? {} : { statuses }) }];
    }
    const value = toPlain(tree, count);
    if (tree.kind !== 'list' || at.keys.length > maxDepth) return [{ ...about, value }];
    const inner = tree.items.flatMap((item, index) =>
      flatten(item, { keys: [...at.keys, String(index)], line: item.line }),
    );
    return [{ ...about, value, inner }];
  };

  const entries =
    root.kind === 'map'
      ? lastOfEach(root.entries, [], remarks)
      : root.items.map((value, index) => ({ key: String(index), line: value.line, value }));
  const settings = entries.flatMap(({ key, line, value }) => flatten(value, { keys: [key], line }));
  return { settings, remarks };
}

function createBudget(): () => void {
  let nodes = 0;
  return () => {
    nodes += 1;
    if (nodes > maxNodes) throw new Misread({ message: `it writes out to more than ${maxNodes} values`, line: 1 });
  };
}

function lastOfEach(entries: readonly Entry[], above: readonly string[], remarks: string[]): readonly Entry[] {
  const last = new Map<string, Entry>();
  for (const entry of entries) {
    const before = last.get(entry.key);
    if (before !== undefined) {
      const path = [...above, entry.key].join('.');
      remarks.push(`${path} stands twice, on lines ${before.line} and ${entry.line}: the last counts`);
    }
    last.set(entry.key, entry);
  }
  return [...last.values()];
}

function toPlain(tree: Tree, count: () => void): unknown {
  count();
  switch (tree.kind) {
    case 'value':
      return tree.value;
    case 'computed':
      return `computed: ${tree.text}`;
    case 'list':
      return tree.items.map((item) => toPlain(item, count));
    case 'map':
      return Object.fromEntries(tree.entries.map(({ key, value }) => [key, toPlain(value, count)]));
  }
}
