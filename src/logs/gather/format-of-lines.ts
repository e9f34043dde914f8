import type { Format, ParseContext } from '../formats/format.ts';
import type { KnownFormats } from '../formats/known-formats.ts';
import { plainText, unknownFormat } from '../formats/plain-text.ts';
import type { StoreLine } from '../stores/store.ts';

const sampleLines = 50;
const headLines = 500;

/** The format of the first lines of a store; where they are of none, that of more of them, or of lines further on, as in a file. */
export function detectFormat(
  lines: readonly StoreLine[],
  known: KnownFormats,
  context: ParseContext,
): Format | undefined {
  const further = [1, 2, 3].map((quarter) => Math.floor((lines.length * quarter) / 4));
  const samples = [[0, sampleLines], [0, headLines], ...further.map((start) => [start, start + sampleLines])];
  for (const [start, end] of samples) {
    const texts = lines.slice(start, end).map(({ text }) => text);
    const found = known.formats.detect(texts, context);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The format to read the lines of a store by. Where one is given, lines that are not of it do not parse; where none is given or found they
 * are text, because a store knows when a line was, whatever stands in it.
 */
export function toFormat(given: string | undefined, found: Format | undefined, known: KnownFormats): Format {
  return given === undefined ? (found ?? plainText) : (known.formats.get(given) ?? unknownFormat);
}
