import { setFlagsFromString } from 'node:v8';
import { messageOf } from '../../errors.ts';

/** A pattern compiled for the groups that are wanted: `names[i]` is the name of group `i + 1`. */
export type CompiledPattern = { readonly regex: RegExp; readonly names: readonly string[] };

// An escape, a class, the start of a group: all that can hold a bracket.
const token = /\\(?:k<|.)|\[(?:\\.|[^\]\\])*\]?|\(\?<(?![=!])(\w*)>|\(\?(?:<?[=!])?|\(/gs;

/** The names of a pattern's groups, in their order. */
export function groupNames(pattern: string): readonly string[] {
  return [...pattern.matchAll(token)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** The look-around or back-reference of a pattern, with its place in the text; undefined where there is none. */
export function findContext(pattern: string): { readonly what: string; readonly at: number } | undefined {
  for (const { 0: text, index } of pattern.matchAll(token)) {
    if (/^\(\?<?[=!]/.test(text)) return { what: 'look-around', at: index };
    if (/^\\(?:[1-9]|k<)/.test(text)) return { what: 'a back-reference', at: index };
  }
  return undefined;
}

/**
 * Compiles a pattern so that only the wanted groups capture; it matches the same lines whatever they are. `.` also matches
 * line ends, because a line has none of its own. Throws the engine's `SyntaxError` for what is no regular expression.
 */
export function compilePattern(pattern: string, isWanted: (name: string) => boolean): CompiledPattern {
  turnLinear();
  const names: string[] = [];
  const source = pattern.replace(token, (found, name: string | undefined) => {
    if (found === '(') return '(?:';
    if (name === undefined) return found;
    if (!isWanted(name)) return '(?:';
    names.push(name);
    return '(';
  });
  return { regex: new RegExp(source, 's'), names };
}

/**
 * The same pattern for a line that lies among others in a text without carriage returns: it matches from its `lastIndex` on, which is then
 * where the next line begins. Undefined for a pattern that need not begin where a line does, or whose meaning would depend on the others.
 */
export function toSticky({ source }: RegExp): RegExp | undefined {
  const parts: string[] = [];
  let depth = 0;
  for (const part of source.match(piece) ?? []) {
    if (part.startsWith('(')) depth += 1;
    else if (part === ')') depth -= 1;
    const kept = depth === 0 && part === '|' ? undefined : inLine(part, parts.length === 0);
    if (kept === undefined) return undefined;
    parts.push(kept);
  }
  return source.startsWith('^') ? new RegExp(`${parts.join('')}[^\\n]*\\n`, 'y') : undefined;
}

/** An escape, a class, the opening of a group, or a character. */
export const piece = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?(?:<?[=!]|:)?|[\s\S]/g;
const insideClass = /^(?:[\x20-\x5b\x5d-\x7e]|\\(?:[dwSt]|[^\w\s]))*$/;

/** A part of a pattern so that it takes no end of a line; undefined where that is not known. */
function inLine(part: string, isFirst: boolean): string | undefined {
  if (part === '^') return isFirst ? '' : undefined;
  if (part === '$') return '(?=\\n)';
  if (part === '.') return '[^\\n]';
  if (part === '(') return part;
  if (part.startsWith('(')) return part === '(?:' ? part : undefined;
  if (part.startsWith('[^')) return `[^\\n${part.slice(2)}`;
  if (part.startsWith('[')) return insideClass.test(part.slice(1, -1)) ? part : undefined;
  if (!part.startsWith('\\')) return part;
  if (/^\\[DWs]$/.test(part)) return escapesInLine[part];
  return /^\\(?:[dwStbB]|[^\w\s])$/.test(part) ? part : undefined;
}

const escapesInLine: { readonly [escaped: string]: string } = {
  '\\D': '[^\\d\\n]',
  '\\W': '[^\\w\\n]',
  '\\s': '[^\\S\\n]',
};

/**
 * Whether V8's linear-time engine takes a pattern: it has no look-around and no back-references, and repeats nothing more
 * than 16 times by a count. True where the engine cannot be asked.
 */
export function isLinear(pattern: string): boolean {
  setFlagsFromString('--enable-experimental-regexp-engine');
  try {
    new RegExp(pattern, 'sl');
    return true;
  } catch (cause) {
    return !messageOf(cause).endsWith('linear time');
  }
}

let hasFallback = false;

// V8 then gives a match up to its linear-time engine once it has backtracked too often; others are as fast as before.
function turnLinear(): void {
  if (!hasFallback) setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  hasFallback = true;
}
