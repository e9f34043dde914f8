import { escapeRegex } from '../../escape-regex.ts';
import { readDigits } from '../convert.ts';

/** Reads the wanted keys of JSON objects, or gives undefined where only a whole parse can tell. */
export type ShapeReader = {
  /** Reads a line. */
  readonly read: (text: string) => Fields | undefined;
  /**
   * Reads the line that begins at an offset of a block of lines in Latin-1, if what is wanted of it is ASCII; then `end` is where the next one
   * begins. The bytes of the block must be UTF-8.
   */
  readonly readAt: (block: string, from: number) => Fields | undefined;
  readonly end: () => number;
};

type Fields = { [name: string]: unknown };
type Shape = {
  readonly line: RegExp;
  readonly block: RegExp;
  readonly captured: readonly string[];
  /** An object with the captured keys. */
  readonly model: Fields;
};

const maxShapes = 8;
/** So many lines in a row of no known shape: this log is not written by one program, and looking costs more than it saves. */
const maxMisses = 200;

/**
 * Creates a reader for logs whose lines have the same keys in the same order, as those of one program have. It learns the shape of
 * a line as a regular expression that is as strict as the grammar (RFC 8259): what it matches, `JSON.parse` reads too, to the same
 * values, and several times slower. Lines of other shapes, with escapes or of deeper structure are left to it.
 */
export function createShapeReader(wanted: readonly string[]): ShapeReader {
  let shapes: readonly Shape[] = [];
  let misses = 0;
  let end = 0;
  const find = (by: 'line' | 'block', text: string, from: number): Fields | undefined => {
    for (let index = 0; index < shapes.length; index++) {
      const shape = shapes[index] as Shape;
      const regex = by === 'line' ? shape.line : shape.block;
      regex.lastIndex = from;
      const match = regex.exec(text);
      if (match === null) continue;
      misses = 0;
      end = regex.lastIndex;
      return toFields(match, shape);
    }
    misses += 1;
    return undefined;
  };
  return {
    read: (text) => {
      if (misses > maxMisses) return undefined;
      const found = find('line', text, 0);
      if (found !== undefined) return found;
      const learned = shapes.length < maxShapes ? learnShape(text, wanted) : undefined;
      if (learned === undefined) return undefined;
      shapes = [...shapes, learned];
      return find('line', text, 0);
    },
    readAt: (block, from) => (misses > maxMisses ? undefined : find('block', block, from)),
    end: () => end,
  };
}

function toFields(match: RegExpExecArray, { captured, model }: Shape): Fields {
  // Copied from a model, so that all events of a shape have one layout (V8 then finds their fields at once).
  const fields: Fields = { ...model };
  for (let index = 0; index < captured.length; index++)
    fields[captured[index] as string] = toValue(match[index + 1] as string);
  return fields;
}

// RFC 8259, sections 6, 7 and 3; a string without escapes stands for itself. In a shape two marks stand for strings: of values that
// are wanted, and of all others.
const anyString = '"[^"\\\\\\x00-\\x1f]*"';
const asciiString = '"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*"';
const [wantedMark, otherMark] = ['\ue000', '\ue001'];
const marks = /[\ue000\ue001]/g;
const literal = '-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?|true|false|null';
const stringHere = new RegExp(anyString, 'y');
const scalarHere = new RegExp(`(?:${anyString}|${literal})`, 'y');
const maxDepth = 8;

/** The shape of an object, or undefined where it is too rich to be learned. */
function learnShape(text: string, wanted: readonly string[]): Shape | undefined {
  const names: string[] = [];
  const found =
    text.search(marks) < 0 ? readObject({ text, at: 0, depth: 0, wanted, mark: otherMark, names }) : undefined;
  if (found === undefined || found.end !== text.length || new Set(names).size !== names.length) return undefined;
  const ofBlock = found.source.replaceAll(wantedMark, asciiString).replaceAll(otherMark, anyString);
  const captured = names.filter((name) => wanted.includes(name));
  return {
    line: new RegExp(`^${found.source.replace(marks, anyString)}$`),
    // Keys are compared as they stand in the block: those that are not ASCII are never found there.
    block: isAscii(ofBlock) ? new RegExp(`${ofBlock}\\r?\\n`, 'y') : /(?!)/y,
    captured,
    model: Object.fromEntries(captured.map((name) => [name, null])),
  };
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

type Read = { readonly source: string; readonly end: number };

/** Where something is read; `names` gathers the keys of the outermost object, whose wanted ones are captured. */
type At = {
  readonly text: string;
  readonly at: number;
  readonly depth: number;
  /** What stands for the strings in it. */
  readonly mark: string;
  readonly wanted: readonly string[];
  readonly names: string[];
};

function readObject(of: At): Read | undefined {
  const { text, depth, wanted, names } = of;
  if (text[of.at] !== '{' || depth > maxDepth) return undefined;
  let source = '\\{';
  let at = of.at + 1;
  const space = () => {
    const from = at;
    while (text[at] === ' ') at += 1;
    source += ' '.repeat(at - from);
  };
  space();
  if (text[at] === '}') return { source: `${source}\\}`, end: at + 1 };
  for (;;) {
    stringHere.lastIndex = at;
    const key = stringHere.exec(text)?.[0];
    if (key === undefined) return undefined;
    const name = key.slice(1, -1);
    if (depth === 0) names.push(name);
    if (name === '__proto__') return undefined;
    source += escapeRegex(key);
    at += key.length;
    space();
    if (text[at] !== ':') return undefined;
    source += ':';
    at += 1;
    space();
    const isWanted = depth === 0 && wanted.includes(name);
    const value = readValue({ ...of, at, mark: isWanted ? wantedMark : of.mark });
    if (value === undefined) return undefined;
    source += isWanted ? `(${value.source})` : value.source;
    at = value.end;
    space();
    const next = text[at];
    at += 1;
    if (next === '}') return { source: `${source}\\}`, end: at };
    if (next !== ',') return undefined;
    source += ',';
    space();
  }
}

function readValue(of: At): Read | undefined {
  const { text, at, depth, mark } = of;
  if (text[at] === '{') return readObject({ ...of, depth: depth + 1 });
  if (text[at] === '[') return readArray(text, at, mark);
  scalarHere.lastIndex = at;
  const found = scalarHere.exec(text)?.[0];
  return found === undefined ? undefined : { source: scalarOf(mark), end: at + found.length };
}

function readArray(text: string, at: number, mark: string): Read | undefined {
  const here = new RegExp(arrayOf(anyString), 'y');
  here.lastIndex = at;
  const found = here.exec(text)?.[0];
  return found === undefined ? undefined : { source: arrayOf(mark), end: at + found.length };
}

function scalarOf(string: string): string {
  return `(?:${string}|${literal})`;
}

function arrayOf(string: string): string {
  const scalar = scalarOf(string);
  return `\\[(?: ?${scalar}(?: ?, ?${scalar})* ?)?\\]`;
}

function toValue(text: string): unknown {
  switch (text.charCodeAt(0)) {
    case 0x22:
      return text.slice(1, -1);
    case 0x7b:
    case 0x5b:
      return JSON.parse(text);
    case 0x74:
      return true;
    case 0x66:
      return false;
    case 0x6e:
      return null;
    default: {
      const digits = readDigits(text);
      return digits < 0 ? Number(text) : digits;
    }
  }
}
