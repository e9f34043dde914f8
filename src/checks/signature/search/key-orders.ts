import type { Form } from './form.ts';
import { isSorted, type JsonNode, parseJsonText, printJson } from './json-text.ts';

const maxKeys = 5;

/**
 * The orders that the keys of an object may have had before something sorted them. Only where they are sorted now, and so few that
 * all orders can be tried.
 */
export function* keyOrders(text: string): Generator<Form<string>> {
  const root = parseJsonText(text);
  if (root?.kind !== 'object' || root.entries.length < 2 || root.entries.length > maxKeys || !isSorted(root)) return;
  const isCompact = printOf(root) === text.trim();
  for (const entries of permutations(root.entries)) {
    const names = entries.map(([key]) => key).join(', ');
    yield {
      value: printOf({ kind: 'object', entries }),
      cost: 3,
      cause: 'body-key-order',
      words: `signed over the raw bytes, with the keys in the order ${names}; your body was re-serialised by a JSON parser: key order lost (now sorted)${isCompact ? '' : ', spaces added'}`,
    };
  }
}

function printOf(root: JsonNode): string {
  const layout = { comma: ',', colon: ':', indent: '', line: '\n' };
  return printJson(root, { layout, scalar: (raw) => raw, sorted: false });
}

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= 1) return yield items;
  for (const [index, item] of items.entries())
    for (const rest of permutations([...items.slice(0, index), ...items.slice(index + 1)])) yield [item, ...rest];
}
