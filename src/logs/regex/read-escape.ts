import { Unknown } from './unknown.ts';

/** An escape as JavaScript, RE2 and Rust read it. Without its flag `u`, JavaScript takes a letter that it does not know behind a backslash for the letter. */
export function readEscape(piece: string): string {
  const same = alike[piece];
  if (same !== undefined) return same;
  if (known.test(piece)) return piece;
  throw new Unknown(piece, hintOf(piece));
}

/** An escape inside a class. */
export function readEscapeInside(piece: string): string {
  if (piece === '\\h') return ' \\t';
  // There, Rust takes no border of a word.
  if (/^\\[<>]$/.test(piece)) return piece.slice(1);
  if (piece in alike && piece !== '\\e' && piece !== '\\a') throw new Unknown(`${piece} inside […]`, hintOf(piece));
  return readEscape(piece);
}

/** What says the same: a search and a test of one line, where the beginning of the text is that of the line. */
const alike: { readonly [piece: string]: string } = {
  '\\h': '[ \\t]',
  '\\H': '[^ \\t]',
  '\\A': '^',
  '\\z': '$',
  '\\Z': '$',
  '\\e': '\\x1b',
  '\\a': '\\x07',
};

// Digits and \k refer back, which is refused elsewhere; \0 is a NUL.
const known = /^\\(?:[dDwWsSbBnrtfvk0-9]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|c[A-Za-z]|[^A-Za-z<>])?$/;

function hintOf(piece: string): string {
  const [, letter = ''] = piece;
  if (/^[pP]$/.test(letter)) return 'Write the characters: [0-9] for digits, [A-Za-z] for letters.';
  if (/^[<>]$/.test(letter)) return String.raw`Write \b for the border of a word, and ${letter} for itself.`;
  if (/^[xu]$/.test(letter))
    return String.raw`Write the character itself, \x and two digits, or \u and four: \x1b, \u20ac.`;
  if (letter === 'R') return String.raw`Write \r?\n.`;
  if (letter === 'K') return 'Leave it out; a group (…) says which part is wanted.';
  if (letter === 'G') return 'Leave it out.';
  return String.raw`Write ${letter} for the letter, \\ for a backslash.`;
}
