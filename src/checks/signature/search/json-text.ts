import { maxDepth } from '../nesting.ts';

/** A JSON text as a tree that keeps every scalar and key as it was written: numbers and escapes are not touched. */
export type JsonNode =
  | { readonly kind: 'scalar'; readonly raw: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: JsonNode])[] };

const token = /[ \t\r\n]*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:])/y;

/** Parses a JSON text; undefined where it is none, or nested too deep. */
export function parseJsonText(text: string): JsonNode | undefined {
  let at = 0;
  const next = (): string | undefined => {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) return undefined;
    at = token.lastIndex;
    return found[1];
  };
  const value = (first: string | undefined, depth: number): JsonNode => {
    if (first === undefined || depth > maxDepth) throw new SyntaxError('not JSON');
    if (first === '[') return { kind: 'array', items: list(']', (start) => value(start, depth + 1)) };
    if (first === '{') {
      const entries = list('}', (key): readonly [string, JsonNode] => {
        if (!key.startsWith('"') || next() !== ':') throw new SyntaxError('not JSON');
        return [key, value(next(), depth + 1)];
      });
      return { kind: 'object', entries };
    }
    if (/^[}\],:]/.test(first)) throw new SyntaxError('not JSON');
    return { kind: 'scalar', raw: first };
  };
  const list = <T>(end: string, item: (first: string) => T): readonly T[] => {
    const items: T[] = [];
    let mark = next();
    if (mark === end) return items;
    for (;;) {
      if (mark === undefined) throw new SyntaxError('not JSON');
      items.push(item(mark));
      const after = next();
      if (after === end) return items;
      if (after !== ',') throw new SyntaxError('not JSON');
      mark = next();
    }
  };
  try {
    const root = value(next(), 0);
    return text.slice(at).trim() === '' ? root : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** How a JSON text is laid out: white space after `,` and `:`, or one line an item, indented. */
export type Layout = { readonly comma: string; readonly colon: string; readonly indent: string; readonly line: string };

/** Prints a tree. `scalar` and `key` write the tokens; `sorted` orders the keys of every object by their code units. */
export function printJson(
  root: JsonNode,
  how: { readonly layout: Layout; readonly scalar: (raw: string) => string; readonly sorted: boolean },
): string {
  const { layout, scalar, sorted } = how;
  const { comma, colon, indent, line } = layout;
  const out: string[] = [];
  const list = (marks: string, size: number, depth: number, item: (index: number) => void) => {
    out.push(marks[0] ?? '');
    for (let index = 0; index < size; index++) {
      if (index > 0) out.push(comma);
      if (indent !== '') out.push(line, indent.repeat(depth + 1));
      item(index);
    }
    if (indent !== '' && size > 0) out.push(line, indent.repeat(depth));
    out.push(marks[1] ?? '');
  };
  const print = (node: JsonNode, depth: number): void => {
    if (node.kind === 'scalar') out.push(scalar(node.raw));
    else if (node.kind === 'array')
      list('[]', node.items.length, depth, (index) => print(node.items[index] as JsonNode, depth + 1));
    else {
      const entries = sorted ? [...node.entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : node.entries;
      list('{}', entries.length, depth, (index) => {
        const [key, inner] = entries[index] as (typeof entries)[number];
        out.push(scalar(key), colon);
        print(inner, depth + 1);
      });
    }
  };
  print(root, 0);
  return out.join('');
}

/** Whether the keys of every object stand in order. */
export function isSorted(node: JsonNode): boolean {
  if (node.kind === 'scalar') return true;
  if (node.kind === 'array') return node.items.every(isSorted);
  return node.entries.every(
    ([key, inner], index) => (index === 0 || (node.entries[index - 1]?.[0] ?? '') <= key) && isSorted(inner),
  );
}
