import { setFlagsFromString } from 'node:v8';

/** A pattern compiled for the groups that are wanted: `names[i]` is the name of group `i + 1`. */
export type CompiledPattern = { readonly regex: RegExp; readonly names: readonly string[] };

// An escape, a class, the start of a group: all that can hold a bracket.
const token = /\\(?:k<|.)|\[(?:\\.|[^\]\\])*\]?|\(\?<(?![=!])(\w*)>|\(\?(?:<?[=!])?|\(/gs;

/** The names of a pattern's groups, in their order. */
export function groupNames(pattern: string): readonly string[] {
  return [...pattern.matchAll(token)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/**
 * What keeps a pattern from being read in linear time, with its place in the text; undefined when nothing does. RE2 and
 * Rust have neither look-around nor back-references for that reason.
 */
export function findNonLinear(pattern: string): { readonly what: string; readonly at: number } | undefined {
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

let isLinear = false;

// V8 then gives a match up to its linear-time engine once it has backtracked too often; others are as fast as before.
function turnLinear(): void {
  if (!isLinear) setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  isLinear = true;
}
