import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { type Entry, Misread, maxDepth, type Tree } from './tree.ts';

// A document of references to references grows with every level.
const maxNodes = 100_000;

/**
 * Reads YAML 1.2 with `<<` merges. Of several documents each is named by its number, from 0. Throws a `Misread` for what is not YAML, for a
 * key that stands twice, and where aliases make it huge. A tag nobody knows is left out.
 */
export function parseYaml(text: string): Tree {
  // The library takes seconds to find out by itself.
  if (/(?:[[{]\s*){1000}|(?:- ){1000}/.test(text)) throw new Misread({ message: 'it is nested too deeply', line: 1 });
  const counter = new LineCounter();
  // The library compares each key of a map with all others, which takes minutes for some ten thousand.
  const options = { lineCounter: counter, uniqueKeys: false, prettyErrors: false, merge: true } as const;
  const parsed = parseAllDocuments(text, options);
  const documents = Array.isArray(parsed) ? parsed : [];
  const placeOf = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  const error = documents.flatMap((document) => document.errors)[0];
  if (error !== undefined) throw new Misread({ message: tell(error.message), ...placeOf(error.pos[0]) });

  let nodes = 0;
  const toTree = (node: unknown, resolve: (alias: Node) => unknown, depth: number): Tree => {
    nodes += 1;
    const place = placeOf((node as Node | null)?.range?.[0] ?? 0);
    if (nodes > maxNodes) throw new Misread({ message: 'its aliases make it too large', ...place });
    if (depth > maxDepth) throw new Misread({ message: `it is nested deeper than ${maxDepth} levels`, ...place });
    const inner = (value: unknown) => toTree(value, resolve, depth + 1);
    if (isAlias(node)) return inner(resolve(node));
    if (isSeq(node)) {
      return {
        kind: 'list',
        items: node.items.map((item) => ({ ...inner(item), line: placeOf((item as Node).range?.[0] ?? 0).line })),
      };
    }
    if (isMap(node)) {
      const own: Entry[] = [];
      const merged: Entry[] = [];
      for (const pair of node.items) {
        const line = placeOf((pair.key as Node | null)?.range?.[0] ?? 0).line;
        const key = keyOf(pair.key);
        const value = inner(pair.value);
        if (isPair(pair) && key === '<<') merged.push(...entriesOf(value));
        else own.push({ key, line, value });
      }
      assertUnique(own);
      const names = new Set(own.map(({ key }) => key));
      const firsts = [...new Map([...merged].reverse().map((entry) => [entry.key, entry])).values()];
      return { kind: 'map', entries: [...firsts.filter(({ key }) => !names.has(key)), ...own] };
    }
    const value = isScalar(node) ? node.value : null;
    const isPlain = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
    return { kind: 'value', value: isPlain ? (value as string) : String(value ?? '') };
  };

  const trees = documents
    .filter(({ contents }) => contents !== null && !(isScalar(contents) && contents.value === null))
    .map((document) => toTree(document.contents, (alias) => (isAlias(alias) ? alias.resolve(document) : null), 0));
  const [only] = trees;
  if (trees.length <= 1) return only ?? { kind: 'map', entries: [] };
  const lines = documents.map(({ contents }) => placeOf(contents?.range?.[0] ?? 0).line);
  return { kind: 'list', items: trees.map((tree, index) => ({ ...tree, line: lines[index] ?? 1 })) };
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** What `<<` takes in: a map, or several, of which the first wins. */
function entriesOf(merged: Tree): readonly Entry[] {
  if (merged.kind === 'map') return merged.entries;
  return merged.kind === 'list' ? merged.items.flatMap(entriesOf) : [];
}

function assertUnique(entries: readonly Entry[]): void {
  const lines = new Map<string, number>();
  for (const { key, line } of entries) {
    const before = lines.get(key);
    if (before !== undefined) throw new Misread({ message: `the key of line ${before} stands again`, line });
    lines.set(key, line);
  }
}

/** What the library says without what it quotes: a value may be a secret. */
function tell(message: string): string {
  if (message.startsWith('Maximum call stack')) return 'it is nested too deeply';
  return (message.split(/[:"`\n]/)[0] ?? '').trim();
}
