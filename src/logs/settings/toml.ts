import { parse, TomlDate, TomlError } from 'smol-toml';
import { findTomlLines } from './toml-lines.ts';
import { Misread, type Tree } from './tree.ts';

/** Reads TOML 1.0; dates become texts. Throws a `Misread` for what is not TOML, a key that stands twice included. */
export function parseToml(text: string): Tree {
  let value: unknown;
  try {
    value = parse(text, { maxDepth: 64, integersAsBigInt: 'asNeeded' });
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [message = ''] = cause.message.replace(/^Invalid TOML document: /, '').split('\n');
    throw new Misread({ message, line: cause.line, column: cause.column });
  }
  const lines = findTomlLines(text);
  return toTree({ value, path: [], line: 1, lines });
}

function toTree(of: {
  readonly value: unknown;
  readonly path: readonly string[];
  readonly line: number;
  readonly lines: ReadonlyMap<string, number>;
}): Tree {
  const { value, path, line, lines } = of;
  const inner = (key: string, each: unknown) => {
    const below = [...path, key];
    // Keys of an inline table have the line of the key they belong to.
    const itsLine = lines.get(JSON.stringify(below)) ?? line;
    return { line: itsLine, value: toTree({ value: each, path: below, line: itsLine, lines }) };
  };
  if (value instanceof TomlDate) return { kind: 'value', value: value.toISOString() };
  if (Array.isArray(value)) {
    const items = value.map((each, index) => inner(String(index), each));
    return { kind: 'list', items: items.map((item) => ({ ...item.value, line: item.line })) };
  }
  if (typeof value === 'object' && value !== null) {
    return { kind: 'map', entries: Object.entries(value).map(([key, each]) => ({ key, ...inner(key, each) })) };
  }
  const isPlain = ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  return { kind: 'value', value: isPlain ? (value as string) : String(value) };
}
