import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { EvidenceFile } from '../evidence-folder.ts';
import { headBytes, packingOf } from '../packing-of.ts';
import { boundLines } from './bound-lines.ts';
import { CutShort } from './cut-short.ts';
import { decodeUtf16 } from './decode-utf16.ts';
import { unpackGzip } from './unpack-gzip.ts';

/** A span of bytes of a file: from the first, up to but without the last. */
export type ByteRange = { readonly from: number; readonly to: number };

const blockBytes = 64 * 1024;

/**
 * Reads a file's bytes in blocks, unpacked and as UTF-8. `range` is for files that are not packed; of packed ones too long lines are cut, and
 * `onTooLong` hears of each, and how many of its bytes are not given. Where packed data ends too early or is broken, everything before is
 * given first, then a `CutShort` is thrown. Ends at once when `signal` fires.
 */
export function openBytes(
  file: EvidenceFile,
  signal: AbortSignal,
  options: { readonly range?: ByteRange | undefined; readonly onTooLong?: (leftOut: number) => void } = {},
): AsyncIterable<Buffer> {
  const { range, onTooLong } = options;
  const open = (start = 0, to = Number.POSITIVE_INFINITY) =>
    createReadStream(file.path, {
      highWaterMark: blockBytes,
      signal,
      start,
      ...(Number.isFinite(to) ? { end: to - 1 } : {}),
      // Whoever reads it hears of an error; one that comes before (a Ctrl-C while a decoder is loaded) must not end the process.
    }).on('error', () => undefined);
  switch (file.packing) {
    case 'none':
      return open(range?.from, range?.to) as AsyncIterable<Buffer>;
    case 'gzip':
      return boundLines(decode(noteEmpty(unpackGzip(open))), onTooLong);
    case 'zstd':
      return boundLines(decode(noteEmpty(unpackZstd(open))), onTooLong);
    case 'utf-16le':
    case 'utf-16be':
      return boundLines(decodeUtf16(open() as AsyncIterable<Buffer>, file.packing), onTooLong);
  }
}

/** What was packed as UTF-16, as UTF-8. */
async function* decode(blocks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first = await blocks.next();
  if (first.done === true) return;
  const all = putBefore(first.value, blocks);
  const inside = packingOf(first.value.subarray(0, headBytes));
  yield* inside === 'utf-16le' || inside === 'utf-16be' ? decodeUtf16(all, inside) : all;
}

async function* putBefore(first: Buffer, blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* blocks;
}

/** Notes with a fault that nothing came before it. */
async function* noteEmpty(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isEmpty = true;
  try {
    for await (const block of blocks) {
      isEmpty = false;
      yield block;
    }
  } catch (cause) {
    if (cause instanceof CutShort) cause.isEmpty = isEmpty;
    throw cause;
  }
}

async function* unpackZstd(open: (from: number) => Readable): AsyncGenerator<Buffer> {
  const { unpackZstd: unpack } = await import('./unpack-zstd.ts');
  yield* unpack(open);
}
