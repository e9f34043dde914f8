import { createLineFinder, type Entry, Misread, type Tree } from './tree.ts';

/** A text of lines, as .env and INI files are: its tree, and what is odd about it. */
export type LinesRead = { readonly tree: Tree; readonly remarks: readonly string[] };

const blank = /[ \t]*(?:#[^\n]*)?\r?(?:\n|$)/y;
const assignment = /[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:(?=[ \t]))[ \t]*/y;
const quoted = /(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|`((?:\\`|[^`])*)`)[ \t]*(?:#[^\n]*)?(?=\r?(?:\n|$))/y;
const restOfLine = /[^\n]*/y;

/**
 * Reads a .env text by the rules of dotenv: `export`, three kinds of quotes that may span lines, `\n` and `\r` in double ones; `${X}` is
 * left as it stands. A `#` begins a remark only after a space, as in a shell; where dotenv sees that otherwise, it is said. Throws a
 * `Misread` for a text that has lines and none of them a setting.
 */
export function parseEnv(text: string): LinesRead {
  const place = createLineFinder(text);
  const entries: Entry[] = [];
  const remarks: string[] = [];
  const odd: number[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };

  while (at < text.length) {
    if (take(blank) !== null) continue;
    const { line } = place(at);
    const key = take(assignment)?.[1];
    if (key === undefined) odd.push(line);
    else {
      const inQuotes = take(quoted);
      const raw = inQuotes === null ? (take(restOfLine)?.[0] ?? '') : '';
      const value = inQuotes === null ? unquoted(raw) : unquote(inQuotes);
      if (value.includes('#') && inQuotes === null)
        remarks.push(`line ${line}: dotenv (Node) ends the value at the #, a shell, Python and Docker do not`);
      entries.push({ key, line, value: { kind: 'value', value } });
    }
    take(restOfLine);
    if (text[at] === '\n') at += 1;
  }
  const [first] = odd;
  if (first !== undefined && entries.length === 0)
    throw new Misread({ message: 'no line of it is NAME=value', line: first });
  if (first !== undefined) remarks.push(tellOdd(odd.length, first));
  return { tree: { kind: 'map', entries }, remarks };
}

/** That lines are no settings, with the first of them. */
export function tellOdd(count: number, first: number): string {
  return count === 1 ? `line ${first} is no setting` : `${count} lines are no settings, first line ${first}`;
}

function unquoted(raw: string): string {
  const remark = /(?:^|[ \t])#/.exec(raw);
  return (remark === null ? raw : raw.slice(0, remark.index)).trim();
}

function unquote([, single, double, back]: RegExpExecArray): string {
  if (double !== undefined) return double.replaceAll('\\n', '\n').replaceAll('\\r', '\r');
  return single ?? back ?? '';
}
