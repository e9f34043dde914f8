import type { Finder, Found } from './found.ts';

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
 * Finds the spellings of a secret: where one may begin, by its first letters, and there by the whole of it. The pattern of all of them takes
 * as long to compile as megabytes to search, and most texts have no secret in them: it is made when the first letters of one are found.
 */
function findSpellings(secret: string): (text: string) => readonly RegExpExecArray[] {
  const all = spellings(secret);
  // What looks ahead is not for the linear engine, which would take over in a text of megabytes and is a hundred times slower.
  const heads = new RegExp(`(?:${all.map(({ head }) => head).join('|')})(?=)`, 'g');
  let whole: RegExp | undefined;
  return (text) => {
    const matches: RegExpExecArray[] = [];
    heads.lastIndex = 0;
    for (let head = heads.exec(text); head !== null; head = heads.exec(text)) {
      whole ??= new RegExp(all.map((one) => one.whole).join('|'), 'y');
      whole.lastIndex = head.index;
      const match = whole.exec(text);
      if (match !== null) matches.push(match);
      heads.lastIndex = match === null ? head.index + 1 : whole.lastIndex;
    }
    return matches;
  };
}

/** Patterns of one spelling: of the whole secret, and of how it begins. */
type Spelling = { readonly whole: string; readonly head: string };
const headLength = 4;

function spellings(secret: string): readonly Spelling[] {
  const latin = [...secret].every((character) => character.charCodeAt(0) <= 0xff);
  const bytes = [Buffer.from(secret, 'utf8'), ...(latin ? [Buffer.from(secret, 'latin1')] : [])];
  const unique = bytes.filter((one, index) => bytes.findIndex((other) => other.equals(one)) === index);
  const runs = secret.replaceAll('\r\n', '\n').match(/^['"]|\\+|'+|"+|[\s\S]/gu) ?? [];
  return [
    spelling(
      [...runs.map((run, index) => spellingOf(run, index === 0)), ...(secret.endsWith('\\') ? ['\\\\{0,8}'] : [])],
      '',
    ),
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

/**
 * One character as it may be written, or a run of backslashes or of quotes, which are doubled. At any place one alternative fits, and in one
 * length: nothing is tried twice. Backslashes before the first are left to `startOf`, or each of a thousand would begin a spelling.
 */
function spellingOf(run: string, isFirst: boolean): string {
  const [character = ''] = run;
  const { url, escaped, html } = escapesOf(character);
  const own = character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const times = (most: number) => `{${run.length},${run.length * most}}`;
  // As few as there must be: the last may belong to what comes next.
  if (character === '\\') return `(?:\\\\(?:${escaped})|\\\\|${url}|${html})${times(8)}?`;
  const behind = [escaped, ...(letters[character] ?? []), ...(/^[A-Za-z0-9]$/.test(character) ? [] : [own])].join('|');
  const plain =
    // 'it'"'"'s' and 'it'\''s', as shells have it.
    character === "'" ? `'(?:"'"'|\\\\{1,8}'')?` : character === '\n' ? '\\r?\\n' : character === ' ' ? '[ +]' : own;
  const slashes = isFirst ? '\\\\' : '\\\\{1,8}(?!\\\\)';
  // The plain one last: a % may begin an escaped one.
  return `(?:${url}|${slashes}(?:${behind})|${html}|${plain})${quotes.includes(character) ? times(2) : ''}`;
}

const quotes = ["'", '"'];

/** What stands behind a backslash for a character. */
const letters: { readonly [character: string]: readonly string[] } = {
  '\n': ['(?:r\\\\{1,8})?n'],
  '\r': ['r'],
  '\t': ['t'],
};

const entities: { readonly [character: string]: string } = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** A character escaped for a URL, behind a backslash, and for HTML. */
function escapesOf(character: string): { readonly url: string; readonly escaped: string; readonly html: string } {
  const code = character.codePointAt(0) ?? 0;
  const bytes = [...Buffer.from(character, 'utf8')];
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const between = '\\\\{1,8}';
  const named = entities[character];
  return {
    url: bytes.map((byte) => `%(?:25){0,3}${eitherCase(hexOf(byte))}`).join(''),
    escaped: [
      units.map((unit) => `u${eitherCase(unit.toString(16).padStart(4, '0'))}`).join(between),
      bytes.map((byte) => `x${eitherCase(hexOf(byte))}`).join(between),
      bytes.map((byte) => byte.toString(8).padStart(3, '0')).join(between),
    ].join('|'),
    html: `&(?:amp;)?(?:#0{0,3}(?:${code}|[xX]0{0,3}${eitherCase(code.toString(16))})${named === undefined ? '' : `|${named}`});`,
  };
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
  const parts = [...own].map((letter, index) => {
    const urlSafe = letter === '+' ? '-|' : letter === '/' ? '_|' : '';
    return urlSafe === '' ? letter : `(?:${urlSafe}${spellingOf(letter, index === 0)})`;
  });
  const { whole: body, head } = spelling(parts, '(?:\\\\{1,8}(?:r\\\\{1,8})?n|\\r?\\n[ \\t]?)?');
  // With nothing before and after, the text ends with a letter of its own and its padding.
  const after =
    (offset + bytes.length) % 3 === 0 ? '' : `(?:[A-Za-z0-9+/_-](?:=|%(?:25){0,3}3[dD]|\\\\{1,8}u003[dD]){0,2})?`;
  const all = `${body}${after}`;
  return [{ head, whole: offset === 0 ? all : `(?<inside${offset}_${bytes.length}>${all})` }];
}

/** Of base64 the letter before, where it holds a part of the secret too; else the backslashes before. */
function startOf(text: string, match: RegExpExecArray): number {
  const isInside = Object.values(match.groups ?? {}).some((group) => group !== undefined);
  if (isInside) return /[A-Za-z0-9+/_-]/.test(text[match.index - 1] ?? '') ? match.index - 1 : match.index;
  let start = match.index;
  if (/^\W/.test(match[0])) while (match.index - start < 8 && text[start - 1] === '\\') start -= 1;
  return start;
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
