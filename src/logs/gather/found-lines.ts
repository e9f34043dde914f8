import { createLineSplitter, type LineSplitter, maxLineBytes, type TakeLines } from '../read/line-splitter.ts';
import type { Gatherer } from './gatherer.ts';

/**
 * Creates the splitter of what ripgrep prints of a file, `number:offset:text` for each line found, both counted from `from`, where its
 * search began. `taker` gets them; `base` is the reference of the file's first byte; `mark` hears of each line's offset and how many lines are above it.
 */
export function createFoundSplitter(options: {
  readonly taker: Pick<Gatherer, 'line' | 'lineAt'>;
  readonly base: number;
  readonly from: number;
  readonly mark: (offset: number, above: number) => void;
}): LineSplitter {
  const { taker, base, from, mark } = options;
  const { lineAt } = taker;
  const takeInPlace: TakeLines = (block, begin) => {
    const { bytes } = block;
    let lines = 0;
    let next = begin;
    while (next < bytes.length) {
      const first = endOfDigits(bytes, next);
      const second = endOfDigits(bytes, first + 1);
      const line = digitsOf(bytes, next, first);
      const offset = from + digitsOf(bytes, first + 1, second);
      const end = lineAt?.(block, second + 1, base + offset, line) ?? -1;
      if (end < 0) break;
      mark(offset, line - 1);
      lines += 1;
      next = end;
    }
    return { lines, next };
  };
  let tooLong = 0;
  const splitter = createLineSplitter({
    offset: 1,
    more: maxPrefixBytes,
    onLine: (text, _, bytes) => {
      const first = text.indexOf(':');
      const second = text.indexOf(':', first + 1);
      if (bytes - second - 1 > maxLineBytes) {
        tooLong += 1;
        return;
      }
      const line = numberIn(text, 0, first);
      const offset = from + numberIn(text, first + 1, second);
      const found = text.slice(second + 1);
      mark(offset, line - 1);
      taker.line(offset === 0 && found.startsWith('\ufeff') ? found.slice(1) : found, base + offset, line);
    },
    onBlock: lineAt === undefined ? undefined : takeInPlace,
  });
  return {
    ...splitter,
    counts: () => ({ ...splitter.counts(), tooLong: splitter.counts().tooLong + tooLong }),
  };
}

/** Two numbers of up to 16 digits, and a colon behind each. */
const maxPrefixBytes = 34;

function endOfDigits(bytes: Buffer, from: number): number {
  let at = from;
  while ((bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39) at++;
  return at;
}

function digitsOf(bytes: Buffer, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + (bytes[at] ?? 0) - 0x30;
  return number;
}

function numberIn(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - 0x30;
  return number;
}
