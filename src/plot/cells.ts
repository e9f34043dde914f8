import stringWidth from 'string-width';
import { toVisible } from '../redact/visible.ts';

/** No row is longer, and measuring grows with the square of the length. */
export const maxRowLength = 2_000;

/** Columns that a text takes on the screen. */
export function widthOf(text: string): number {
  // What the library does for the others takes most of the first frame.
  return isPlain(text) ? text.length : stringWidth(text);
}

/** Whether a text is harmless and each of its characters is one, and takes one column. Nearly every text is. */
export function isPlain(text: string): boolean {
  return plain.test(text);
}

/** ASCII, Latin letters, the marks of typography (no separators), and the signs of our own screens: rules, bars, dots, arrows, marks. */
const plain =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2190-\u2193\u21af\u21e7\u2260\u2264\u2265\u2298\u2500-\u259f\u25aa\u2713\u2717\u276f\u2800-\u28ff]*$/;

/** Cuts a text to at most `columns`, with `…` where something was cut; a wide character is never halved. */
export function cut(text: string, columns: number): string {
  const shown = harmless(text.slice(0, maxRowLength));
  if (widthOf(shown) <= columns) return shown;
  if (columns <= 0) return '';
  return `${take(shown, columns - 1)}…`;
}

/** Cuts or pads a text to exactly `columns`. */
export function fit(text: string, columns: number): string {
  const shown = cut(text, columns);
  return shown + ' '.repeat(Math.max(0, columns - widthOf(shown)));
}

/** Makes a text from outside harmless, and countable: what it shows is what it takes, in every terminal. */
export function harmless(text: string): string {
  if (isPlain(text)) return text;
  // A combining mark with nothing to stand on, and half a surrogate pair, have no width of their own to count with.
  return countable(toVisible(text))
    .replace(/^\p{M}/u, '◌$&')
    .replace(/\p{Surrogate}/gu, '�');
}

/**
 * An emoji of several characters by its first, a flag by its letters, jamo by their syllable, an Indic conjunct by its parts: some terminals draw such a sequence as one
 * (two columns), others each part of it, and where the two sides disagree a row is broken or its panels shift.
 */
function countable(text: string): string {
  if (!sequences.test(text)) return text;
  return text
    .normalize('NFC')
    .replace(/[\ufe0e\ufe0f]|(?<=[\d#*]\ufe0f?)\u20e3+/g, '')
    .replace(/(?<!^)\p{Emoji_Modifier}/gu, '')
    .replace(/(?<=\p{Extended_Pictographic})(?:\u200d\P{L})+/gu, '')
    .replace(/(?<=[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d])(?=\p{L})/gu, '\u200c')
    .replace(/\p{Regional_Indicator}/gu, (letter) => String.fromCharCode((letter.codePointAt(0) ?? 0) - 0x1f1e6 + 65));
}

const sequences =
  /\u200d|[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d]|\u20e3|[\u1100-\u11ff]|\ufe0e|\ufe0f|\p{Emoji_Modifier}|\p{Regional_Indicator}/u;

// Made when it is needed: that takes 20 ms.
let segmenter: Intl.Segmenter | undefined;

/** The user-perceived characters of a text. In slices, because the segmenter takes the square of a text's length. */
export function graphemes(text: string): readonly string[] {
  if (text.split('\n').every(isPlain)) return [...text];
  const cells: string[] = [];
  const size = 500;
  let open = '';
  segmenter ??= new Intl.Segmenter();
  for (let from = 0; from < text.length; from += size) {
    const found = [...segmenter.segment(open + text.slice(from, from + size))].map(({ segment }) => segment);
    // The last one may go on in the next slice.
    open = found.pop() ?? '';
    cells.push(...found);
  }
  return open === '' ? cells : [...cells, open];
}

/** The longest start of a text that fits into `columns`. */
function take(text: string, columns: number): string {
  if (isPlain(text)) return text.slice(0, columns);
  let taken = '';
  let width = 0;
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(text)) {
    width += widthOf(segment);
    if (width > columns) break;
    taken += segment;
  }
  return taken;
}
