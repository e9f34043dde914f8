import { hasLoneKeyLine, hideLoneKeyLines, isHex, mostLines, wholeLine } from './key-line.ts';

/**
 * Hides the lines of a private key that a list has one by one, as a log gives them: those between a line that begins a key and the one that
 * ends it, or the end of the list; and those before an end whose beginning is not in the list. Of a member that is no text each field counts
 * in which the mark stands. A line that was taken out of a key, alone, is told by its length and its letters. What is no base64 stays, and
 * so does a certificate, which is public.
 */
export function hideKeyLines<T>(value: T, hide: (line: string) => string): T {
  return hasKey(value) ? (hideIn(value, hide) as T) : value;
}

function hasKey(value: unknown): boolean {
  if (typeof value === 'string') return mark.test(value) || hasLoneKeyLine(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasKey);
}

const mark = /-----(?:BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY/;
const beginning = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?![\s\S]*-----END )/;
const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;

type Hide = (line: string) => string;

function hideIn(value: unknown, hide: Hide): unknown {
  if (typeof value === 'string') return hideLoneKeyLines(value, hide);
  if (Array.isArray(value)) return hideInList(value, hide);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hideIn(inner, hide)]));
}

function hideInList(list: readonly unknown[], hide: Hide): readonly unknown[] {
  const isPublic = inPublicBlock(list);
  const done = list.map((member, index) => (isPublic(index) ? member : hideIn(member, hide)));
  for (const field of new Set(list.flatMap(fieldsOfMark)))
    for (const { from, to, isEnded } of findBlocks(list.map((member) => textOf(member, field))))
      for (let index = from; index < to; index += 1) {
        const line = isEnded && index === to - 1 ? lastLine : wholeLine;
        done[index] = replaceText(done[index], field, (text) =>
          text.replace(line, (found) => (isHex(found) ? found : hide(found))),
        );
      }
  return done;
}

/** The fields of a member that have the mark in them, as a line and the message in it; that of a text is ''. */
function fieldsOfMark(member: unknown): readonly string[] {
  if (typeof member === 'string') return mark.test(member) ? [''] : [];
  if (typeof member !== 'object' || member === null) return [];
  return Object.entries(member).flatMap(([name, text]) => (typeof text === 'string' && mark.test(text) ? [name] : []));
}

function textOf(member: unknown, field: string): string {
  const text = typeof member === 'object' && member !== null ? Reflect.get(member, field) : member;
  return typeof text === 'string' ? text : '';
}

function replaceText(member: unknown, field: string, replace: (text: string) => string): unknown {
  if (typeof member === 'string') return field === '' ? replace(member) : member;
  const text = textOf(member, field);
  if (text === '' || Array.isArray(member)) return member;
  return { ...(member as object), [field]: replace(text) };
}

/** The members that are lines of a key: from `from` up to `to`, before the line that ends it where that is there. */
type Block = { readonly from: number; readonly to: number; readonly isEnded: boolean };

function findBlocks(texts: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let from: number | undefined;
  for (const [index, text] of texts.entries()) {
    const isEnd = end.test(text);
    if (from === undefined && isEnd && !text.includes('-----BEGIN ')) blocks.push(before(texts, index));
    if (from !== undefined && (isEnd || text.includes('-----BEGIN ') || index - from >= mostLines)) {
      blocks.push({ from, to: index, isEnded: isEnd });
      from = undefined;
    }
    if (beginning.test(text)) from = index + 1;
  }
  if (from !== undefined) blocks.push({ from, to: texts.length, isEnded: false });
  return blocks;
}

/** The lines of a key before its end: whole ones, and behind them one that is shorter. */
function before(texts: readonly string[], to: number): Block {
  let from = isWhole(texts[to - 1]) ? to : to - 1;
  while (to - from < mostLines && isWhole(texts[from - 1])) from -= 1;
  return from === to - 1 && !isWhole(texts[from]) ? { from: to, to, isEnded: true } : { from, to, isEnded: true };
}

function isWhole(text = ''): boolean {
  return text.match(wholeLine)?.some((found) => !isHex(found)) === true;
}

/** The last may have few. */
const lastLine = /(?<![\w+/=.-])[A-Za-z0-9+/]{4,80}={0,2}(?=["'\\\s]{0,8}$)/g;

/** Which members of a list stand in a certificate or a public key: between its marks, or up to the only one that is there. */
function inPublicBlock(list: readonly unknown[]): (index: number) => boolean {
  const texts = list.map((member) => Object.values(typeof member === 'string' ? [member] : (member ?? {})).join('\n'));
  const inside = new Set<number>();
  let from = 0;
  for (const [index, text] of texts.entries()) {
    if (!/-----(?:BEGIN|END) /.test(text)) continue;
    if (/-----END (?!.*PRIVATE KEY)/.test(text) && index - from < mostLines)
      for (let at = from; at < index; at += 1) inside.add(at);
    from = index + 1;
  }
  const begun = texts.findLastIndex((text) => /-----BEGIN (?!.*PRIVATE KEY)/.test(text));
  if (begun >= 0 && begun + 1 === from)
    for (let at = from; at < Math.min(texts.length, from + mostLines); at += 1) inside.add(at);
  return (index) => inside.has(index);
}
