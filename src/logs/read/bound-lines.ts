import { maxLineBytes } from './line-splitter.ts';

/**
 * Cuts lines that are too long to be kept shortly after they are: whoever reads them sees that they are too long, and nobody has to
 * hold a line of gigabytes. Offsets count what is given. Blocks must be smaller than such a line. `onTooLong` hears of each, and how many of
 * its bytes are not given.
 */
export async function* boundLines(
  blocks: AsyncIterable<Buffer>,
  onTooLong?: (leftOut: number) => void,
): AsyncGenerator<Buffer> {
  // How long the line is that goes on from the block before.
  let length = 0;
  let leftOut = 0;
  try {
    for await (const block of blocks) {
      const first = block.indexOf(0x0a);
      const isLong = length > maxLineBytes;
      if (first < 0) {
        length += block.length;
        if (isLong) leftOut += block.length;
        else yield block;
      } else {
        if (isLong) leftOut += first;
        if (length + first > maxLineBytes) onTooLong?.(leftOut);
        leftOut = 0;
        length = block.length - block.lastIndexOf(0x0a) - 1;
        yield isLong ? block.subarray(first) : block;
      }
    }
  } finally {
    // The last one, where nothing ends it: also the one that breaks off.
    if (length > maxLineBytes) onTooLong?.(leftOut);
  }
}
