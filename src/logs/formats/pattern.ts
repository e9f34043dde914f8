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
