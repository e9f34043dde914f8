import type { Into, PartKind } from './part.ts';

/** `key=value` pairs; other words name nothing and are left out. */
export const pairs: PartKind = {
  makes: () => undefined,
  isLiteral: true,
  split: (text, into) => splitWords(text, into, 0),
};

/** `key=value` pairs, and the words and quoted texts that belong to none as `extra1`, `extra2` … by their place, up to 100. */
export const words: PartKind = {
  makes: () => undefined,
  isLiteral: true,
  split: (text, into) => splitWords(text, into, maxExtras),
  splitFor: (isWanted) => {
    const extras = extraNames.findLastIndex(isWanted) + 1;
    return (text, into) => {
      if (!putFirstWords(text, into, extras)) splitWords(text, into, extras);
    };
  },
};

// Nobody adds more to a log format: a line that goes on and on is a dump.
const maxExtras = 100;
const extraNames = Array.from({ length: maxExtras }, (_, index) => `extra${index + 1}`);

/** Puts the first `extras` words where they are that plainly: false where there are pairs, or quotes before the last of them. */
function putFirstWords(text: string, { put, isAbsent }: Into, extras: number): boolean {
  if (text.includes('=')) return false;
  let count = 0;
  for (let from = 0; from < text.length && count < extras; ) {
    if (text.charCodeAt(from) === quoteCode) return false;
    const blank = text.indexOf(' ', from);
    const to = blank < 0 ? text.length : blank;
    if (to > from) {
      const word = text.slice(from, to);
      put(extraNames[count] as string, isAbsent(word) ? null : word);
      count += 1;
    }
    from = to + 1;
  }
  return true;
}

// A value runs to the next ` key=`, because nginx separates several upstreams with ", ". What stands inside quotes was
// sent by the client (referrer, user agent) and names nothing; a quoted text ends the value before it. Only the first `extras`
// words that belong to no pair are put.
function splitWords(text: string, { put, isAbsent }: Into, extras: number): void {
  const hasPairs = text.includes('=');
  let quote = text.indexOf('"');
  let name = '';
  let value = '';
  let count = 0;
  let quoted = false;
  let quotedFrom = -1;
  const endPair = () => {
    if (name !== '') put(name, unquote(value));
    name = '';
  };
  const addExtra = (from: number, to: number) => {
    const extra = count < extras ? extraNames[count] : undefined;
    count += 1;
    if (extra === undefined) return;
    const bare = unquote(text.slice(from, to));
    put(extra, isAbsent(bare) ? null : bare);
  };
  for (let from = 0; from < text.length && (hasPairs || count < extras); ) {
    const blank = text.indexOf(' ', from);
    const to = blank < 0 ? text.length : blank;
    let isOdd = false;
    for (; quote >= 0 && quote < to; quote = text.indexOf('"', quote + 1)) {
      if (quote === from || text[quote - 1] !== '\\') isOdd = !isOdd;
    }
    const equals = quoted ? -1 : nameEnd(text, from, to);
    if (quotedFrom >= 0) {
      if (isOdd) addExtra(quotedFrom, to);
      if (isOdd) quotedFrom = -1;
    } else if (equals > 0) {
      endPair();
      name = text.slice(from, equals);
      value = text.slice(equals + 1, to);
    } else if (!quoted && text[from] === '"') {
      endPair();
      if (isOdd) quotedFrom = from;
      else addExtra(from, to);
    } else if (to > from) {
      if (name === '') addExtra(from, to);
      else value += ` ${text.slice(from, to)}`;
    }
    if (isOdd) quoted = !quoted;
    from = to + 1;
  }
  endPair();
  if (quotedFrom >= 0) addExtra(quotedFrom, text.length);
}

const quoteCode = 0x22;

function unquote(text: string): string {
  const last = text.length - 1;
  return last > 0 && text.charCodeAt(0) === quoteCode && text.charCodeAt(last) === quoteCode ? text.slice(1, -1) : text;
}

/** Where the name of a pair ends, at its `=`; -1 where the word is none. A name is a letter or _, then also digits, `.` and `-`. */
function nameEnd(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
    if (isLetter) continue;
    if (at === from) return -1;
    if (code === 61) return at;
    if (!((code >= 48 && code <= 57) || code === 46 || code === 45)) return -1;
  }
  return -1;
}
