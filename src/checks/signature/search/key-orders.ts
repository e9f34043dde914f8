import type { Form } from './form.ts';
import { isSorted, type JsonNode, parseJsonText, printJson } from './json-text.ts';
import { largeLength } from './large-json.ts';

const maxOrders = 720;

/**
 * The orders that the keys of a body may have had before something sorted them. Only where they are sorted now, and so few that all
 * orders can be tried; objects with the same keys, as in a list, had them in the same order.
 */
export function* keyOrders(text: string): Generator<Form<string>> {
  if (text.length > largeLength) return;
  const root = parseJsonText(text);
  if (root === undefined || !isSorted(root)) return;
  const shapes = shapesOf(root);
  const product = shapes.reduce((size, keys) => size * factorial(keys.length), 1);
  if (shapes.length === 0 || product > maxOrders) return;
  const isCompact = printOf(root, new Map()) === text.trim();
  for (const orders of choices(shapes)) {
    const first = (orders.get(shapes[0]?.join() ?? '') ?? []).join(', ');
    yield {
      value: printOf(root, orders),
      cost: 3,
      cause: 'body-key-order',
      words: `signed over the raw bytes; your body was re-serialised by a JSON parser: keys sorted${isCompact ? '' : ', spaces added'} (signed were ${first}, in this order)`,
    };
  }
}

type Keys = readonly string[];

/** The distinct sets of two or more keys that objects in the tree have. */
function shapesOf(root: JsonNode): readonly Keys[] {
  const found = new Map<string, Keys>();
  const visit = (node: JsonNode): void => {
    if (node.kind === 'array') node.items.forEach(visit);
    if (node.kind !== 'object') return;
    const keys = node.entries.map(([key]) => key);
    if (keys.length > 1) found.set(keys.join(), keys);
    for (const [, inner] of node.entries) visit(inner);
  };
  visit(root);
  return [...found.values()];
}

function* choices(shapes: readonly Keys[]): Generator<ReadonlyMap<string, Keys>> {
  const [first, ...rest] = shapes;
  if (first === undefined) return yield new Map();
  for (const others of choices(rest))
    for (const order of permutations(first)) yield new Map([...others, [first.join(), order]]);
}

function printOf(root: JsonNode, orders: ReadonlyMap<string, Keys>): string {
  const layout = { comma: ',', colon: ':', indent: '', line: '\n' };
  return printJson(reorder(root, orders), { layout, scalar: (raw) => raw, sorted: false });
}

function reorder(node: JsonNode, orders: ReadonlyMap<string, Keys>): JsonNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'array') return { kind: 'array', items: node.items.map((item) => reorder(item, orders)) };
  const byKey = new Map(node.entries);
  const keys = [...byKey.keys()];
  const entries = (orders.get(keys.join()) ?? keys).flatMap((key): readonly (readonly [string, JsonNode])[] => {
    const inner = byKey.get(key);
    return inner === undefined ? [] : [[key, reorder(inner, orders)]];
  });
  return { kind: 'object', entries };
}

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= 1) return yield items;
  for (const [index, item] of items.entries())
    for (const rest of permutations([...items.slice(0, index), ...items.slice(index + 1)])) yield [item, ...rest];
}

function factorial(n: number): number {
  return n > 12 ? Number.POSITIVE_INFINITY : n <= 1 ? 1 : n * factorial(n - 1);
}
