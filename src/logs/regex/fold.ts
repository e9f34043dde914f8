/** A letter as a class of all its cases, as Unicode folds them (JavaScript's flags `iu`, Rust's `i`); any other piece as it is. */
export function foldLetter(piece: string): string {
  const all = piece.length === 1 && hasCase(piece) ? casesOf(piece, piece) : [];
  return all.length > 1 ? `[${all.join('')}]` : piece;
}

/** A class with all cases of the letters in it. */
export function foldClass(source: string): string {
  const start = source.startsWith('[^') ? '[^' : '[';
  return start + source.slice(start.length).replace(item, foldItem);
}

// An escape, a range, or a character.
const item = /\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|[\s\S])|([^\\\]])-([^\\\]])|[\s\S]/g;

function foldItem(piece: string, from?: string, to?: string): string {
  if (from !== undefined && to !== undefined)
    return from > to
      ? piece
      : piece +
          casesOf(from, to)
            .filter((one) => one < from || one > to)
            .join('');
  return piece.length === 1 && hasCase(piece) ? casesOf(piece, piece).join('') : piece;
}

function hasCase(letter: string): boolean {
  return letter.toLowerCase() !== letter.toUpperCase();
}

/** The characters of a range and all their other cases. */
function casesOf(from: string, to: string): readonly string[] {
  const code = (one: string) => `\\u{${one.charCodeAt(0).toString(16)}}`;
  alphabet ??= spans.flatMap(([least, most]) => charactersOf(least, most)).join('');
  return alphabet.match(new RegExp(`[${code(from)}-${code(to)}]`, 'giu')) ?? [];
}

/** All that may have cases and is one character to JavaScript without `u`. */
let alphabet: string | undefined;
const spans = [
  [0x41, 0x587],
  [0x10a0, 0x10ff],
  [0x13a0, 0x13fd],
  [0x1c80, 0x1fff],
  [0x2126, 0x2188],
  [0x24b6, 0x24e9],
  [0x2c00, 0x2d2d],
  [0xa640, 0xabbf],
  [0xfb05, 0xfb06],
  [0xff21, 0xff5a],
] as const;

function charactersOf(least: number, most: number): readonly string[] {
  return Array.from({ length: most - least + 1 }, (_, at) => String.fromCharCode(least + at));
}
