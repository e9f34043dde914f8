import type { Block, Item, Line } from './block.ts';

/** What a runbook's author wrote, as parts of a note: paragraphs, lists, `code` and fenced blocks stay, everything else is plain text. */
export function readProse(text: string): readonly Block[] {
  const lines = text.trim().split(/\r?\n/);
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const given = lines[at] ?? '';
    const fence = /^\s*(`{3,})\s*(\S*)/.exec(given);
    if (fence !== null) {
      const end = lines.findIndex((one, index) => index > at && one.trim() === fence[1]);
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', language: fence[2] ?? '', text: lines.slice(at + 1, last).join('\n') });
      at = last;
    } else if (itemOf(given) !== undefined) {
      const from = at;
      while (itemOf(lines[at + 1] ?? '') !== undefined) at += 1;
      blocks.push(readList(lines.slice(from, at + 1)));
    } else if (given.trim() !== '') blocks.push({ kind: 'paragraph', line: readProseLine(given) });
  }
  return blocks;
}

/** The same for one line: `code` stays, everything else is plain text. */
export function readProseLine(text: string): Line {
  const whole = text.trim().replace(/\s*\r?\n\s*/g, ' ');
  const parts = whole.split(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/);
  // A split by two groups gives text, fence, code, text, fence, code, …, text.
  return parts.flatMap((part, index): Line => {
    if (index % 3 === 0) return part === '' ? [] : [part];
    return index % 3 === 2 ? [{ code: part.trim() }] : [];
  });
}

type FoundItem = { readonly depth: number; readonly first: number | undefined; readonly text: string };

function itemOf(text: string): FoundItem | undefined {
  const found = /^(\s{0,6})([-*+]|\d{1,3}[.)])\s+(.*)$/.exec(text);
  if (found === null) return undefined;
  const [, indent = '', marker = '', rest = ''] = found;
  return { depth: indent.length, first: /\d/.test(marker) ? Number.parseInt(marker, 10) : undefined, text: rest };
}

/** What is indented deeper than the first item belongs under the item before it. */
function readList(lines: readonly string[]): Block {
  const found = lines.flatMap((one) => itemOf(one) ?? []);
  const top = found[0];
  const items: { readonly line: Line; readonly items: Item[] }[] = [];
  for (const { depth, text } of found) {
    const above = items.at(-1);
    if (above !== undefined && depth > (top?.depth ?? 0)) above.items.push({ line: readProseLine(text) });
    else items.push({ line: readProseLine(text), items: [] });
  }
  return { kind: 'list', items, ...(top?.first === undefined ? {} : { first: top.first }) };
}
