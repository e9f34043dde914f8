import { type Finder, type Found, matchesOf } from './found.ts';

/**
 * Finds values that are known to be secret in every spelling that systems give them: as they are, each character URL-encoded once or more,
 * escaped for JSON, HTML, a shell, SQL or C, in hex, and in base64 of both alphabets, at any place inside a longer base64 text. Secrets of
 * fewer than 4 characters are not looked for: they would take half the text with them.
 */
export function findKnownSecrets(secrets: readonly string[]): Finder {
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= shortest)
    .sort((a, b) => b.length - a.length)
    .map((secret) => ({ secret, find: findSpellings(secret) }));
  return (text) =>
    known.flatMap(({ secret, find }) => {
      const found = (start: number, end: number): Found => ({
        rule: 'known secret',
        kind: 'secret',
        start,
        end,
        value: secret,
      });
      return [
        ...Array.from(find(text), (match) => found(startOf(text, match), match.index + match[0].length)),
        ...cutOff(text, secret).map(([start, end]) => found(start, end)),
      ];
    });
}

const shortest = 4;
/** A piece of a secret this long is looked for where a text was cut. */
const shortestPiece = 6;

/**
 * Finds the spellings of a secret. The pattern of all of them takes as long to compile as megabytes to search, and most texts have no
 * secret in them: it is made when the first letters of one are found.
 */
function findSpellings(secret: string): (text: string) => readonly RegExpExecArray[] {
  const all = spellings(secret);
  const heads = new RegExp(all.map(({ head }) => head).join('|'));
  let pattern: RegExp | undefined;
  return (text) => {
    if (!heads.test(text)) return [];
    pattern ??= new RegExp(all.map(({ whole }) => whole).join('|'), 'g');
    return matchesOf(pattern, text);
  };
}

/** Patterns of one spelling: of the whole secret, and of how it begins. */
type Spelling = { readonly whole: string; readonly head: string };
const headLength = 4;

function spellings(secret: string): readonly Spelling[] {
  const latin = [...secret].every((character) => character.charCodeAt(0) <= 0xff);
  const bytes = [Buffer.from(secret, 'utf8'), ...(latin ? [Buffer.from(secret, 'latin1')] : [])];
  const unique = bytes.filter((one, index) => bytes.findIndex((other) => other.equals(one)) === index);
  return [
    spelling([...secret.replace(/\r\n/g, '\n')].map(spellingOf), ''),
    ...unique.flatMap((one) => [
      spelling(
        [...one].map((byte) => eitherCase(hexOf(byte))),
        '[: -]?',
      ),
      ...[0, 1, 2].flatMap((offset) => base64(one, offset)),
    ]),
  ];
}

function spelling(parts: readonly string[], between: string): Spelling {
  return { whole: parts.join(between), head: parts.slice(0, headLength).join(between) };
}

/** One character as it may be written. Each alternative begins in its own way, so that little is tried twice. */
function spellingOf(character: string): string {
  if (/^[A-Za-z0-9]$/.test(character)) return `(?:${character}|${escapesOf(character)})`;
  if (character === '\n') return `(?:\\r?\\n|\\\\{1,8}r?\\\\{0,8}n|${escapesOf(character)})`;
  if (character === ' ') return `(?:\\\\{0,8} |\\+|${escapesOf(character)})`;
  const plain = character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const named = entities[character];
  const doubled = character === "'" ? `'"'"'|'\\\\''|''|` : character === '"' ? '""|' : '';
  return `(?:${doubled}${escapesOf(character)}|${named === undefined ? '' : `&${named};|`}\\\\{0,8}${plain})`;
}

const entities: { readonly [character: string]: string } = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

function escapesOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const url = [...Buffer.from(character, 'utf8')].map((byte) => `%(?:25){0,3}${eitherCase(hexOf(byte))}`).join('');
  const units = Array.from(
    { length: character.length },
    (_, index) => `\\\\{1,8}u${eitherCase(character.charCodeAt(index).toString(16).padStart(4, '0'))}`,
  ).join('');
  const bytes = [...Buffer.from(character, 'utf8')]
    .map((byte) => `\\\\{1,8}(?:x${eitherCase(hexOf(byte))}|${byte.toString(8).padStart(3, '0')})`)
    .join('');
  const html = `&(?:amp;)?#0{0,3}(?:${code}|[xX]0{0,3}${eitherCase(code.toString(16))});`;
  return `${url}|${units}|${bytes}|${html}`;
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function eitherCase(text: string): string {
  return text.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/**
 * The base64 of a secret that has `offset` bytes before it, counted from a border of three (RFC 4648, section 4): the letters that hold
 * nothing but the secret, and beside them those that hold a part of it. Broken lines (MIME) are read too.
 */
function base64(bytes: Buffer, offset: number): readonly Spelling[] {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const first = offset === 0 ? 0 : offset + 1;
  const last = Math.floor(((offset + bytes.length) * 8) / 6);
  const own = text.slice(first, last);
  if (own.length < (offset === 0 ? shortest : shortestPiece)) return [];
  const letters = [...own].map((letter) =>
    letter === '+' ? `(?:[+-]|${escapesOf('+')})` : letter === '/' ? `(?:\\\\{0,8}/|_|${escapesOf('/')})` : letter,
  );
  const { whole: body, head } = spelling(letters, '(?:\\\\{1,8}r?\\\\{0,8}n|\\r?\\n[ \\t]?)?');
  // With nothing before and after, the text ends with a letter of its own and its padding.
  const after =
    (offset + bytes.length) % 3 === 0 ? '' : `(?:[A-Za-z0-9+/_-](?:=|%(?:25){0,3}3[dD]|\\\\{1,8}u003[dD]){0,2})?`;
  const all = `${body}${after}`;
  return [{ head, whole: offset === 0 ? all : `(?<inside${offset}_${bytes.length}>${all})` }];
}

/** The letter before, where it holds a part of the secret too. */
function startOf(text: string, match: RegExpExecArray): number {
  const isInside = Object.values(match.groups ?? {}).some((group) => group !== undefined);
  return isInside && /[A-Za-z0-9+/_-]/.test(text[match.index - 1] ?? '') ? match.index - 1 : match.index;
}

/** Where a text ends in the middle of a secret, or begins there: lines and messages are cut before they are redacted. */
function cutOff(text: string, secret: string): readonly (readonly [number, number])[] {
  if (secret.length <= shortestPiece) return [];
  const found: (readonly [number, number])[] = [];
  const head = secret.slice(0, shortestPiece);
  for (let at = text.indexOf(head); at >= 0; at = text.indexOf(head, at + 1)) {
    let end = at + shortestPiece;
    while (end < text.length && end - at < secret.length && text[end] === secret[end - at]) end += 1;
    const isLong = end - at >= 8 || (end - at) * 2 > secret.length;
    if (isLong && /^\s{0,3}(?:…|\.\.\.)?\s{0,3}(?:["'\n]|\*\*\*|$)/.test(text.slice(end, end + 10)))
      found.push([at, endOfHidden(text, secret, end)]);
  }
  const start = /^\s{0,3}(?:…|\.\.\.)?\s{0,3}/.exec(text)?.[0].length ?? 0;
  const tail = secret.slice(-shortestPiece);
  for (let at = text.lastIndexOf(tail, start + secret.length); at >= start; at = text.lastIndexOf(tail, at - 1)) {
    const to = at + tail.length;
    if (secret.endsWith(text.slice(start, to))) found.push([start, to]);
    if (at === 0) break;
  }
  return found;
}

/** Where `***` stands in the middle of a secret, what is left of it after that goes too. */
function endOfHidden(text: string, secret: string, end: number): number {
  if (!text.startsWith('***', end)) return end;
  for (let length = secret.length - 1; length > 0; length -= 1)
    if (text.startsWith(secret.slice(-length), end + 3)) return end + 3 + length;
  return end;
}
