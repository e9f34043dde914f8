/** Reads the wanted keys of a JSON object, or gives undefined where only a whole parse can tell. */
export type ShapeReader = (text: string) => { [name: string]: unknown } | undefined;

const maxShapes = 8;
/** So many lines in a row of no known shape: this log is not written by one program, and looking costs more than it saves. */
const maxMisses = 200;

/**
 * Creates a reader for logs whose lines have the same keys in the same order, as those of one program have. It learns the shape of
 * a line as a regular expression that is as strict as the grammar (RFC 8259): what it matches, `JSON.parse` reads too, to the same
 * values, and several times slower. Lines of other shapes, with escapes or of deeper structure are left to it.
 */
export function createShapeReader(wanted: readonly string[]): ShapeReader {
  let shapes: readonly ShapeReader[] = [];
  let misses = 0;
  return (text) => {
    if (misses > maxMisses) return undefined;
    for (let index = 0; index < shapes.length; index++) {
      const fields = shapes[index]?.(text);
      if (fields === undefined) continue;
      misses = 0;
      return fields;
    }
    misses += 1;
    const learned = shapes.length < maxShapes ? learnShape(text, wanted) : undefined;
    if (learned === undefined) return undefined;
    shapes = [...shapes, learned];
    return learned(text);
  };
}

// RFC 8259, sections 6, 7 and 3; a string without escapes stands for itself.
const string = '"[^"\\\\\\x00-\\x1f]*"';
const scalar = `(?:${string}|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?|true|false|null)`;
const scalarHere = new RegExp(scalar, 'y');
const stringHere = new RegExp(string, 'y');
const maxDepth = 8;

/** The shape of an object, or undefined where it is too rich to be learned. */
function learnShape(text: string, wanted: readonly string[]): ShapeReader | undefined {
  const names: string[] = [];
  const found = readObject({ text, at: 0, depth: 0, wanted, names });
  if (found === undefined || found.end !== text.length || new Set(names).size !== names.length) return undefined;
  const captured = names.filter((name) => wanted.includes(name));
  const pattern = new RegExp(`^${found.source}$`);
  return (line) => {
    const match = pattern.exec(line);
    if (match === null) return undefined;
    const fields: { [name: string]: unknown } = {};
    for (let index = 0; index < captured.length; index++) {
      const name = captured[index] as string;
      fields[name] = toValue(match[index + 1] as string);
    }
    return fields;
  };
}

type Read = { readonly source: string; readonly end: number };

/** Where something is read; `names` gathers the keys of the outermost object, whose wanted ones are captured. */
type At = {
  readonly text: string;
  readonly at: number;
  readonly depth: number;
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
    source += escapePattern(key);
    at += key.length;
    space();
    if (text[at] !== ':') return undefined;
    source += ':';
    at += 1;
    space();
    const value = readValue({ ...of, at, depth });
    if (value === undefined) return undefined;
    source += depth === 0 && wanted.includes(name) ? `(${value.source})` : value.source;
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
  const { text, at, depth } = of;
  if (text[at] === '{') return readObject({ ...of, depth: depth + 1 });
  if (text[at] === '[') return readArray(text, at);
  scalarHere.lastIndex = at;
  const found = scalarHere.exec(text)?.[0];
  return found === undefined ? undefined : { source: scalar, end: at + found.length };
}

const arrayOfScalars = `\\[(?: ?${scalar}(?: ?, ?${scalar})* ?)?\\]`;
const arrayHere = new RegExp(arrayOfScalars, 'y');

function readArray(text: string, at: number): Read | undefined {
  arrayHere.lastIndex = at;
  const found = arrayHere.exec(text)?.[0];
  return found === undefined ? undefined : { source: arrayOfScalars, end: at + found.length };
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
    default:
      return Number(text);
  }
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
