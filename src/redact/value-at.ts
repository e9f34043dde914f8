import { canBeSecret } from './harmless.ts';
import type { Line } from './name-before.ts';
import type { NameKind } from './name-kind.ts';
import { normalise } from './secret-name.ts';

type Range = readonly [number, number];

/** The longest value that is looked for, in characters. */
const longest = 8000;

/** Where the value lies that follows a name, from `from` on; undefined where there is none that is to be hidden. */
export function valueAt(
  text: string,
  from: number,
  of: { readonly kind: NameKind; readonly line: Line; readonly name: string },
): Range | undefined {
  let at = from;
  while (at < from + 8 && (text[at] === ' ' || text[at] === '\t')) at += 1;
  if (at === from && of.kind !== 'personal' && text[at] === '\n') return undefined;
  const range = rangeAt(text, at, of);
  if (range === undefined) return undefined;
  const [start, end] = of.kind === 'header' ? withoutScheme(text, range) : range;
  const value = text.slice(start, end);
  if (!canBeSecret(value.trim(), of.name)) return undefined;
  if (of.kind === 'personal' && !isPersonalValue(of.name, value)) return undefined;
  // In a query, `code=404` and `key=CUST_1` are no credentials.
  if (/^(?:code|key|st|auth)$/i.test(of.name) && (value.length < 12 || /^\d+$/.test(value))) return undefined;
  return [start, end];
}

function rangeAt(text: string, at: number, of: { readonly kind: NameKind; readonly line: Line }): Range | undefined {
  const quote = /^\\{0,8}["'`]/.exec(text.slice(at, at + 9))?.[0];
  if (quote !== undefined) return [at + quote.length, closing(text, at + quote.length, quote)];
  if (text[at] === '[') return [at + 1, firstOf(text, at + 1, /[\]\n]/g)];
  if (/^[|>][+-]?\d?[ \t]{0,3}\n/.test(text.slice(at, at + 8))) return block(text, at);
  if (text[at] === '{' || text[at] === '<' || text[at] === '\n') return undefined;
  if (of.kind === 'header') return [at, firstOf(text, at, /["'`\r\n\])]|\\[nr"]/g)];
  if (of.line === 'within') return [at, firstOf(text, at, /[\s"'`&,;)}\]<>|]|\\[nrt"]|\\u00(?:26|3c|3C|22)/g)];
  const word = firstOf(text, at, /\s/g);
  const rest = text.slice(word, lineEnd(text, at)).trimEnd();
  // A line of its own: all of it is the value, unless more names and values follow.
  if (of.line === 'whole' && !/[\w\]"')][=:] ?\S/.test(rest) && !/^[ \t]+#/.test(rest)) return [at, word + rest.length];
  return [at, at + text.slice(at, word).replace(/[,;]+$/, '').length];
}

/** Where the quote is closed: one that is escaped deeper belongs to the value. What is never closed goes to the end of its line. */
function closing(text: string, from: number, quote: string): number {
  const limit = Math.min(text.length, from + longest);
  const line = lineEnd(text, from);
  const depth = quote.length - 1;
  for (
    let at = text.indexOf(quote.slice(-1), from);
    at >= 0 && at < limit && at <= line;
    at = text.indexOf(quote.slice(-1), at + 1)
  ) {
    let slashes = 0;
    while (at - slashes > from && text[at - slashes - 1] === '\\') slashes += 1;
    if (depth === 0 ? slashes % 2 === 0 : slashes <= depth) return at - Math.min(slashes, depth);
  }
  return Math.min(line, limit);
}

function lineEnd(text: string, from: number): number {
  const part = text.slice(from, from + longest);
  const end = part.indexOf('\n');
  return from + (end < 0 ? part.length : end);
}

function firstOf(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  const found = pattern.exec(text.length > from + longest ? text.slice(0, from + longest) : text);
  return found?.index ?? Math.min(text.length, from + longest);
}

/** A YAML block: the lines after it that are indented more than the name's own line is. */
function block(text: string, at: number): Range {
  const own = /^[ \t-]*/.exec(text.slice(text.lastIndexOf('\n', at) + 1, at))?.[0].length ?? 0;
  const start = text.indexOf('\n', at) + 1;
  let end = start;
  while (end < text.length && end - start < longest) {
    const next = text.indexOf('\n', end);
    const line = text.slice(end, next < 0 ? text.length : next);
    if (line.trim() !== '' && line.length - line.trimStart().length <= own) break;
    end = next < 0 ? text.length : next + 1;
  }
  return [
    start + (text.slice(start, end).length - text.slice(start, end).trimStart().length),
    start + text.slice(start, end).trimEnd().length,
  ];
}

/** Of `Bearer abc status=200` only `abc`; a scheme with parameters goes whole, as a cookie does. */
function withoutScheme(text: string, [start, end]: Range): Range {
  const value = text.slice(start, end);
  const scheme =
    /^(?:Bearer|Basic|Token|ApiKey|Negotiate|GSSAPI|Signature|HMAC|Digest|AWS4-HMAC-SHA256|GenieKey|SSWS|Splunk)\s{1,3}/i.exec(
      value,
    )?.[0] ?? '';
  const rest = value.slice(scheme.length);
  const word = /^[^\s,;]+/.exec(rest)?.[0] ?? '';
  const isOneWord = scheme !== '' && !/^[\w-]+=[^=]/.test(word);
  const isPlain = scheme === '' && /^[^\s,;=]+={0,2}(?=\s)/.test(rest);
  return [start + scheme.length, isOneWord || isPlain ? start + scheme.length + word.length : end];
}

function isPersonalValue(name: string, value: string): boolean {
  const flat = normalise(name);
  if (/phone|msisdn|mobile/.test(flat)) return /(?:\d[ ().-]{0,2}){6}/.test(value);
  if (/number|ssn|_id|^id_|passport|pin|iban|account|birth|dob/.test(flat)) return /\d/.test(value);
  return /\p{L}{2}/u.test(value);
}
