import { UserError } from '../errors.ts';
import { escapeRegex } from './escape-regex.ts';
import { compilePattern } from './pattern.ts';
import { foldClass, foldLetter } from './regex/fold.ts';
import { readClass } from './regex/read-class.ts';
import { readEscape } from './regex/read-escape.ts';
import { Unknown } from './regex/unknown.ts';

/**
 * Reads a regular expression as people type it for grep, and gives it in the one form that ripgrep, RE2 and JavaScript
 * read alike: what only some engines know is written out where that says the same, and a leading `(?i)` becomes all cases of each letter
 * (no engine of linear time here knows the flag). Throws a `UserError` for what JavaScript would take for something else,
 * for a pattern that cannot be read and for one that could run for ever.
 */
export function parseRegex(text: string): string {
  const [flags = '', letters = ''] = /^\(\?([is]+)\)/.exec(text) ?? [];
  const use = { isFolded: letters.includes('i'), hasDotAll: letters.includes('s') };
  try {
    const source = (text.slice(flags.length).match(token) ?? []).map((piece) => readPiece(piece, use)).join('');
    compilePattern(source);
    return source;
  } catch (cause) {
    if (!(cause instanceof Unknown)) throw cause;
    const { message, hint } = cause;
    throw new UserError({ message: `the pattern /${text}/ has ${message}, which is not known here`, hint }, { cause });
  }
}

/** A quotation, an escape, a class, the opening of a group, a quantifier, or one character. */
const token = new RegExp(
  [
    String.raw`\\Q[\s\S]*?(?:\\E|$)`,
    String.raw`\\(?:[xupP]\{[^}]*\}|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|c[A-Za-z]|[\s\S])?`,
    String.raw`\[\^?\]?(?:\[[:.=][^\]]*[:.=]\]|\\[\s\S]|[^\]\\])*\]?`,
    String.raw`\(\?(?:<?[=!]|P?<[^>]*>|[a-zA-Z-]*[:)]|[\s\S])?`,
    String.raw`(?:[*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})[?+]?`,
    String.raw`[\s\S]`,
  ].join('|'),
  'g',
);

function readPiece(piece: string, use: { readonly isFolded: boolean; readonly hasDotAll: boolean }): string {
  if (piece.startsWith('\\Q')) return readText(piece.slice(2).replace(/\\E$/, ''), use);
  if (piece.startsWith('\\')) return readEscape(piece);
  if (piece.startsWith('[')) {
    const read = readClass(piece);
    return use.isFolded ? foldClass(read) : read;
  }
  if (piece.startsWith('(?')) return readGroup(piece);
  if (piece.length > 1) return readQuantifier(piece);
  if (piece === '.' && use.hasDotAll) return String.raw`[\s\S]`;
  return use.isFolded ? foldLetter(piece) : piece;
}

function readText(text: string, { isFolded }: { readonly isFolded: boolean }): string {
  return isFolded ? [...text].map((one) => foldLetter(escapeRegex(one))).join('') : escapeRegex(text);
}

function readGroup(piece: string): string {
  if (piece === '(?:' || /^\(\?<?[=!]$/.test(piece)) return piece;
  if (/^\(\?P?<[^>]*>$/.test(piece)) return piece.replace('P', '');
  if (piece === '(?>') throw new Unknown(`the atomic group ${piece}`, 'Write (?:…): no pattern tries for ever here.');
  if (/^\(\?[a-z]*m/.test(piece))
    throw new Unknown(piece, 'Leave the m out: for lines of logs, ^ and $ are where each line begins and ends.');
  if (piece.startsWith('(?i'))
    throw new Unknown(`${piece} inside`, 'Write (?i) at the beginning; it is for all of it.');
  throw new Unknown(piece, 'Groups are (…), (?:…) and (?<name>…); flags are (?i) and (?s), at the beginning.');
}

function readQuantifier(piece: string): string {
  if (piece.endsWith('+'))
    throw new Unknown(`the possessive ${piece}`, `Write ${piece.slice(0, -1)} alone: no pattern tries for ever here.`);
  return piece.replace('{,', '{0,');
}
