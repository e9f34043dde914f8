import { escapeRegex } from '../../escape-regex.ts';
import { fieldsOfName } from '../../log-event.ts';
import type { StampField } from '../stamp/stamp-fields.ts';

/** Finds lines of a shape, and in them the values of keys. */
export type Matcher = {
  readonly regex: RegExp;
  readonly captured: readonly string[];
  /** An object with the captured keys. */
  readonly model: { readonly [name: string]: unknown };
};

/**
 * What lines of a program have in common. `line` finds one that stands alone, `block` one among others. Where the first key of all is the
 * stamp and a text, `firstStamp` tells where its value begins, and `block` does not capture it.
 */
export type Shape = {
  readonly line: Matcher;
  readonly block: Matcher;
  readonly firstStamp: { readonly stamp: StampField; readonly offset: number } | undefined;
};

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

/** What is wanted of the objects of a log. */
type Wanted = { readonly wanted: readonly string[]; readonly stamps: readonly StampField[] };

/** The shape of an object, or undefined where it is too rich to be learned. */
export function learnShape(text: string, { wanted, stamps }: Wanted): Shape | undefined {
  const names: string[] = [];
  const kept = [...wanted, ...stamps.flatMap(({ field }) => fieldsOfName(field))];
  const found =
    text.search(marks) < 0 ? readObject({ text, at: 0, depth: 0, wanted: kept, mark: otherMark, names }) : undefined;
  if (found === undefined || found.end !== text.length || new Set(names).size !== names.length) return undefined;
  const captured = names.filter((name) => isAmong(kept, name));
  const firstStamp = findFirstStamp(text, names, { wanted, stamps });
  const among =
    firstStamp === undefined ? found.source : found.source.replace(captureOf(scalarOf(wantedMark)), wantedMark);
  const ofBlock = among.replaceAll(wantedMark, asciiString).replaceAll(otherMark, anyString);
  return {
    line: createMatcher(new RegExp(`^${found.source.replace(marks, anyString)}$`), captured),
    block: createMatcher(
      // Keys are compared as they stand in the block: those that are not ASCII are never found there.
      isAscii(ofBlock) ? new RegExp(`${ofBlock}\\r?\\n`, 'y') : /(?!)/y,
      firstStamp === undefined ? captured : captured.slice(1),
    ),
    firstStamp,
  };
}

/** As in `createWanted`, a name in lower case stands for any case. */
function isAmong(wanted: readonly string[], name: string): boolean {
  return wanted.includes(name) || wanted.includes(name.toLowerCase());
}

function createMatcher(regex: RegExp, captured: readonly string[]): Matcher {
  return { regex, captured, model: Object.fromEntries(captured.map((name) => [name, null])) };
}

/** The first key as the stamp: a text that is one, wanted for nothing else, and no key goes before it that would count in its place. */
function findFirstStamp(text: string, names: readonly string[], { wanted, stamps }: Wanted): Shape['firstStamp'] {
  const index = stamps.findIndex(({ field }) => fieldsOfName(field).some((name) => names.includes(name)));
  const stamp = stamps[index];
  if (stamp === undefined || stamp.field !== names[0] || wanted.includes(stamp.field)) return undefined;
  const offset = /^\{ *"[^"]*" *: */.exec(text)?.[0].length ?? 0;
  stringHere.lastIndex = offset;
  const value = stringHere.exec(text)?.[0];
  if (value === undefined || Number.isNaN(stamp.read(value.slice(1, -1)).atMs)) return undefined;
  return { stamp, offset };
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
    const isWanted = depth === 0 && isAmong(wanted, name);
    const value = readValue({ ...of, at, mark: isWanted ? wantedMark : of.mark });
    if (value === undefined) return undefined;
    source += isWanted ? captureOf(value.source) : value.source;
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

function captureOf(source: string): string {
  return `(${source})`;
}

function scalarOf(string: string): string {
  return `(?:${string}|${literal})`;
}

function arrayOf(string: string): string {
  const scalar = scalarOf(string);
  return `\\[(?: ?${scalar}(?: ?, ?${scalar})* ?)?\\]`;
}
