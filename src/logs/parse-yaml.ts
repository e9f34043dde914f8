import { isScalar, parseDocument, visit } from 'yaml';

/**
 * Reads YAML from outside; throws for what is not YAML, for a key that stands twice, and for more than 100 aliases. A
 * module of its own, so that the library is loaded only when there is YAML.
 */
export function parseYaml(text: string): unknown {
  // The library compares each key of a map with all others, which takes minutes for some ten thousand.
  const document = parseDocument(text, { uniqueKeys: false });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  visit(document, {
    Map: (_, { items }) => {
      const keys = items.map((item) => (isScalar(item.key) ? String(item.key.value) : item));
      if (new Set(keys).size < keys.length) throw new Error('Map keys must be unique');
    },
  });
  return document.toJS({ maxAliasCount: 100 });
}
