import { type LinesRead, tellOdd } from './env.ts';
import { type Entry, Misread, type Tree } from './tree.ts';

type Line = {
  readonly keys: readonly string[];
  readonly line: number;
  readonly value: string;
  readonly isItem: boolean;
};

const section = /^\s*\[([^\]]*)\]\s*(?:[;#].*)?$/;

/**
 * Reads an INI text: sections (`[a.b]` is nested), `key = value` and `key: value`, `key[] = item`, `;` and `#` remarks (inside a line after a
 * space), quotes, and values that go on in an indented line. Values stay texts. Throws a `Misread` where no line is a setting.
 */
export function parseIni(text: string): LinesRead {
  const found: Line[] = [];
  const odd: number[] = [];
  let above: readonly string[] = [];
  let begun = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (/^\s*(?:[;#].*)?$/.test(raw)) continue;
    const heading = section.exec(raw);
    const pair = splitPair(raw);
    const last = found.at(-1);
    if (heading !== null) {
      above = (heading[1] ?? '').trim().split('.');
      begun = true;
    } else if (pair !== undefined) {
      found.push({ keys: [...above, pair.key], line, value: clean(pair.rest), isItem: pair.isItem });
    } else if (/^\s/.test(raw) && last !== undefined) {
      found[found.length - 1] = { ...last, value: `${last.value}\n${clean(raw)}`.trimStart() };
    } else odd.push(line);
  }
  const [first] = odd;
  if (found.length === 0 && (first !== undefined || !begun) && text.trim() !== '')
    throw new Misread({ message: 'no line of it is a [section] or key = value', line: first ?? 1 });
  return { tree: nest(found), remarks: first === undefined ? [] : [tellOdd(odd.length, first)] };
}

function splitPair(raw: string): { readonly key: string; readonly rest: string; readonly isItem: boolean } | undefined {
  const at = raw.search(/[=:]/);
  const key = at === -1 ? '' : raw.slice(0, at).trim();
  if (key === '' || key.startsWith('[')) return undefined;
  const isItem = key.endsWith('[]');
  return { key: isItem ? key.slice(0, -2).trim() : key, rest: raw.slice(at + 1), isItem };
}

function clean(raw: string): string {
  const text = raw.trim();
  const quoted = /^(["'])(.*)\1\s*(?:[;#].*)?$/.exec(text);
  if (quoted !== null && !quoted[2]?.includes(quoted[1] ?? '')) return quoted[2] ?? '';
  const remark = text.search(/(?:^|\s)[;#]/);
  return remark === -1 ? text : text.slice(0, remark).trim();
}

/** A map without nesting: paths keep their dots, so that `a = 1` and `[a] b = 2` may stand side by side. */
function nest(lines: readonly Line[]): Tree {
  const lists = new Map<string, (Tree & { readonly line: number })[]>();
  const entries: Entry[] = [];
  for (const { keys, line, value, isItem } of lines) {
    const key = keys.join('.');
    const items = lists.get(key);
    if (!isItem) entries.push({ key, line, value: { kind: 'value', value } });
    else if (items !== undefined) items.push({ kind: 'value', value, line });
    else {
      const begun: (Tree & { readonly line: number })[] = [{ kind: 'value', value, line }];
      lists.set(key, begun);
      entries.push({ key, line, value: { kind: 'list', items: begun } });
    }
  }
  return { kind: 'map', entries };
}
