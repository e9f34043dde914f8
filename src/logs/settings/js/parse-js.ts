import { type Options, type Program, parse, parseExpressionAt } from 'acorn';
import { Misread, type Tree } from '../tree.ts';
import { readProgram } from './program.ts';
import { toTree } from './value.ts';

const options = {
  ecmaVersion: 'latest',
  sourceType: 'module',
  locations: true,
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowHashBang: true,
} as const satisfies Options;

/**
 * Reads the settings in JavaScript, which is never run: a module, an object literal alone, or keys without the braces around them, as they are
 * pasted. Throws a `Misread` for what is not JavaScript, with a place.
 */
export function parseJs(text: string): Tree {
  const isObject = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*[{[]/.test(text);
  if (isObject) {
    const tree = attempt(() => parseObject(text));
    if (!(tree instanceof Misread)) return tree;
  }
  const program = attempt(() => parse(text, options) as Program);
  if (!(program instanceof Misread)) return readProgram(text, program);
  const fragment = attempt(() => parseObject(`{${text}\n}`));
  if (!(fragment instanceof Misread)) return fragment;
  if (/^\s*(?:interface|type|enum)\s|\bas const\b|\bsatisfies\s|[\w)]\??\s*:\s*\w+\s*=/m.test(text))
    throw new Misread({
      ...placeOf(program),
      message: `${program.message}; TypeScript is not read, paste the object alone`,
    });
  throw program;
}

/** Reads JSON, with the comments, trailing commas and quotes that people's files have (JSON5). Throws a `Misread` for what is not a value. */
export function parseJson(text: string): Tree {
  const tree = attempt(() => parseObject(text));
  if (tree instanceof Misread) throw tree;
  const stray = findComputed(tree, 1);
  if (stray !== undefined) throw new Misread({ message: 'code stands where a value should', line: stray });
  return tree;
}

function placeOf({ line, column }: Misread): { readonly line: number; readonly column: number } {
  return { line, column };
}

function parseObject(text: string): Tree {
  const expression = parseExpressionAt(text, 0, options);
  const rest = /^(?:[\s;,]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(expression.end));
  const end = expression.end + (rest?.[0].length ?? 0);
  if (end < text.length) {
    const before = text.slice(0, end).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    throw new Misread({ message: 'something follows after the end of the value', line: before.length, column });
  }
  return toTree(expression, { text, constant: () => undefined });
}

function attempt<T>(read: () => T): T | Misread {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Misread) return cause;
    if (cause instanceof RangeError) return new Misread({ message: 'it is nested too deeply', line: 1 });
    const { loc, message } = cause as SyntaxError & {
      readonly loc?: { readonly line: number; readonly column: number };
    };
    if (loc === undefined) throw cause;
    // A message of the parser may name what it found there, which may be a secret.
    const [told = ''] = message.replace(/\s*\(\d+:\d+\)$/, '').split(/['"`]/);
    const why = /stack space/.test(told) ? 'it is nested too deeply' : told.trim();
    return new Misread({ message: why, line: loc.line, column: loc.column + 1 });
  }
}

/** The line of the first value that is code, near enough: that of the key it belongs to. */
function findComputed(tree: Tree, line: number): number | undefined {
  if (tree.kind === 'computed') return line;
  const inside =
    tree.kind === 'map'
      ? tree.entries
      : tree.kind === 'list'
        ? tree.items.map((value) => ({ line: value.line, value }))
        : [];
  for (const entry of inside) {
    const found = findComputed(entry.value, entry.line);
    if (found !== undefined) return found;
  }
  return undefined;
}
