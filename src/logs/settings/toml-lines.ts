import { createLineFinder } from './tree.ts';

const gap = /(?:[ \t\r\n]|#[^\n]*)*/y;
const keyPart = /[ \t]*(?:"((?:\\.|[^"\\\n])*)"|'([^'\n]*)'|([\w-]+))[ \t]*/y;
// The quotes of TOML 1.0, the long ones first; a long one may end in up to two more quotes.
const text = /"""(?:\\[\s\S]|[^\\])*?"{3,5}|'''[\s\S]*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'/y;

/**
 * The line (from 1) of each key and table of a valid TOML text, by its path as JSON (`["servers","0","url"]`). Keys inside an inline table are
 * left out. The parser that reads the values keeps no places, so the keys are found once more here.
 */
export function findTomlLines(source: string): ReadonlyMap<string, number> {
  const place = createLineFinder(source);
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let table: readonly string[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const takeKey = (): readonly string[] => {
    const parts: string[] = [];
    do {
      const match = take(keyPart);
      if (match === null) break;
      const [, basic, literal, bare] = match;
      parts.push(basic === undefined ? (literal ?? bare ?? '') : resolveEscapes(basic));
    } while (source[at] === '.' && at++ >= 0);
    return parts;
  };
  const note = (path: readonly string[], line: number) => {
    for (let depth = 1; depth <= path.length; depth++) {
      const key = JSON.stringify(path.slice(0, depth));
      if (!lines.has(key)) lines.set(key, line);
    }
  };
  /** A path with the number of the last table of each list of tables on it. */
  const locate = (keys: readonly string[]) => {
    let path: readonly string[] = [];
    for (const key of keys) {
      path = [...path, key];
      const count = counts.get(JSON.stringify(path));
      if (count !== undefined) path = [...path, String(count - 1)];
    }
    return path;
  };

  for (;;) {
    take(gap);
    if (at >= source.length) return lines;
    const { line } = place(at);
    if (source[at] === '[') {
      const isList = source[at + 1] === '[';
      at += isList ? 2 : 1;
      const keys = takeKey();
      if (isList) {
        const list = [...locate(keys.slice(0, -1)), keys.at(-1) ?? ''];
        const name = JSON.stringify(list);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      table = locate(keys);
      note(table, line);
      at = endOfLine(source, at);
    } else {
      note([...table, ...takeKey()], line);
      skipValue();
    }
  }

  function skipValue(): void {
    let depth = 0;
    while (at < source.length) {
      if (take(text) !== null) continue;
      const char = source[at] ?? '';
      if (char === '#') at = endOfLine(source, at);
      else if (char === '\n' && depth === 0) return;
      else {
        if ('[{'.includes(char)) depth += 1;
        if (']}'.includes(char)) depth -= 1;
        at += 1;
      }
    }
  }
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end === -1 ? source.length : end;
}

function resolveEscapes(basic: string): string {
  return basic
    .replace(/\\U([0-9A-Fa-f]{8})/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/\\u([0-9A-Fa-f]{4})|\\([btnfre"\\])/g, (whole, hex: string | undefined, char: string | undefined) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (char === 'e') return '\u001b';
      return char === undefined ? whole : (JSON.parse(`"\\${char === '"' ? '"' : char}"`) as string);
    });
}
