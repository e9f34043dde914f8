import { isAscii, isUtf8 } from 'node:buffer';
import { type Block, createBlock } from '../block.ts';

/** Lines longer than this are not kept: a log line that long is a dump, and its parse would stall everything else. */
export const maxLineBytes = 1024 * 1024;

/** Cuts blocks of bytes into lines. */
export type LineSplitter = {
  readonly push: (bytes: Buffer) => void;
  /** Gives the last line where no newline ended it. */
  readonly end: () => void;
  readonly counts: () => LineCounts;
  /** The offset at which the next line begins. */
  readonly next: () => number;
};

/** Takes lines of a block from an index on, the first of which has a number: how many, and where it stopped. */
export type TakeLines = (
  block: Block,
  from: number,
  offset: number,
  line: number,
) => { readonly lines: number; readonly next: number };

/** `lines` counts all, also those too long to be given. `open` is whether the last one had no newline at its end. */
export type LineCounts = {
  readonly lines: number;
  readonly tooLong: number;
  readonly undecodable: number;
  readonly isOpen: boolean;
};

/**
 * Creates a splitter that calls `onLine` with each line's text and the offset of its first byte, counted from `offset`. A
 * carriage return at the end and a byte order mark at offset 0 are no part of a line. Bytes that are not UTF-8 become U+FFFD:
 * the line is kept, and counted as undecodable. `onLine` also gets how many bytes the line has.
 *
 * Blocks are read as Latin-1, where an index is a byte, and only lines that are not ASCII are decoded: several times faster
 * than decoding all.
 */
export function createLineSplitter(options: {
  readonly offset: number;
  readonly onLine: (text: string, offset: number, bytes: number) => void;
  /** How much longer than `maxLineBytes` a line may be: for lines that somebody has put something in front of. */
  readonly more?: number;
  /**
   * Takes what it can of a block, from an index on: gives how many lines it took and where it stopped. `offset` is that of the block's
   * beginning, `line` the number of the line at `from`. The rest comes line by line.
   */
  readonly onBlock?: TakeLines | undefined;
}): LineSplitter {
  const { onLine, onBlock } = options;
  const limit = maxLineBytes + (options.more ?? 0);
  const counts = { lines: 0, tooLong: 0, undecodable: 0, isOpen: false };
  let rest = '';
  let restLength = 0;
  let restIsAscii = true;
  let at = options.offset;

  const give = (line: string, isPlain: boolean, offset: number) => {
    counts.lines += 1;
    const end = line.length - 1;
    let text = line.charCodeAt(end) === 0x0d ? line.slice(0, end) : line;
    if (!isPlain && notAscii.test(text)) {
      const bytes = Buffer.from(text, 'latin1');
      text = bytes.toString('utf8');
      if (text.includes('\ufffd') && !isUtf8(bytes)) counts.undecodable += 1;
      if (offset === 0 && text.startsWith('\ufeff')) text = text.slice(1);
    }
    onLine(text, offset, line.length);
  };

  return {
    push: (bytes) => {
      const isPlain = isAscii(bytes);
      let from = 0;
      const whole = bytes.lastIndexOf(0x0a) + 1;
      if (restLength > 0 && whole > 0) {
        const end = bytes.indexOf(0x0a);
        if (restLength + end > limit) {
          counts.lines += 1;
          counts.tooLong += 1;
        } else give(rest + bytes.toString('latin1', 0, end), isPlain && restIsAscii, at - restLength);
        rest = '';
        restLength = 0;
        restIsAscii = true;
        from = end + 1;
      }
      const block = createBlock(bytes.subarray(0, whole), isPlain);
      // Only UTF-8 may be taken from the block itself: in other bytes it would hide what could not be decoded.
      const take = isPlain || isUtf8(block.bytes.subarray(from)) ? onBlock : undefined;
      while (from < whole) {
        if (take !== undefined) {
          const taken = take(block, from, at, counts.lines + 1);
          counts.lines += taken.lines;
          if (taken.next > from) {
            from = taken.next;
            continue;
          }
        }
        const text = block.text();
        const end = text.indexOf('\n', from);
        if (end - from > limit) {
          counts.lines += 1;
          counts.tooLong += 1;
        } else give(text.slice(from, end), isPlain, at + from);
        from = end + 1;
      }
      if (from < bytes.length) {
        // Past the limit the bytes are not wanted, only that the line was long.
        rest = restLength > limit ? '' : rest + bytes.toString('latin1', from);
        restLength += bytes.length - from;
        restIsAscii &&= isPlain;
      }
      at += bytes.length;
    },
    end: () => {
      if (restLength === 0) return;
      counts.isOpen = true;
      if (restLength > limit) {
        counts.lines += 1;
        counts.tooLong += 1;
      } else give(rest, restIsAscii, at - restLength);
      rest = '';
      restLength = 0;
    },
    counts: () => counts,
    next: () => at - restLength,
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is not ASCII is looked for.
const notAscii = /[^\x00-\x7f]/;
