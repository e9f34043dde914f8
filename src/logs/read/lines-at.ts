import type { FileHandle } from 'node:fs/promises';
import { createLineSplitter, maxLineBytes } from './line-splitter.ts';

/** A whole line and the offset of its first byte. */
export type LineAt = { readonly text: string; readonly offset: number };

const blockBytes = 64 * 1024;

/**
 * The first whole lines that begin at an offset or after it, from one block of 64 KiB; more blocks are read only while no
 * line is whole. The last line of the file counts as whole.
 */
export async function linesAt(handle: FileHandle, offset: number, bytes: number): Promise<readonly LineAt[]> {
  // From the byte before: only so is it known whether a line begins right here.
  const from = Math.max(0, offset - 1);
  for (let size = blockBytes; ; size *= 4) {
    const block = Buffer.allocUnsafe(Math.min(size, bytes - from));
    const { bytesRead } = await handle.read(block, 0, block.length, from);
    const read = block.subarray(0, bytesRead);
    const lines: LineAt[] = [];
    const first = offset === 0 ? 0 : read.indexOf(0x0a) + 1;
    if (offset === 0 || first > 0) {
      const splitter = createLineSplitter({
        offset: from + first,
        onLine: (text, at) => {
          lines.push({ text, offset: at });
        },
      });
      splitter.push(read.subarray(first));
      if (from + bytesRead >= bytes) splitter.end();
      if (splitter.counts().lines > 0) return lines;
    }
    if (from + bytesRead >= bytes || bytesRead < block.length || size > 4 * maxLineBytes) return lines;
  }
}
