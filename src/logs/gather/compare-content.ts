import { open } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import type { Packing } from '../packing-of.ts';
import { CutShort } from '../read/cut-short.ts';
import { openBytes } from '../read/open-bytes.ts';
import { unpackedSize } from '../read/unpacked-size.ts';

/** Compared first, because most that begin with the same lines do not go on so. */
const beginBytes = 64 * 1024;
/** So much is compared of those that do, and all of what is smaller. */
const mostBytes = 8 * 1024 * 1024;

/**
 * Whether two files certainly hold the same, however each is packed: their beginnings are equal byte for byte, 8 MiB of them, and they
 * are whole with that or have the same size. Large files are not read to their ends.
 */
export async function isSameContent(a: EvidenceFile, b: EvidenceFile, signal: AbortSignal): Promise<boolean> {
  try {
    const begin = await compare(a, b, { most: beginBytes, signal });
    if (begin !== 'so far') return begin === 'whole';
    const [sizeOfA, sizeOfB] = await Promise.all([unpackedSize(a), unpackedSize(b)]);
    const areKnown = sizeOfA !== undefined && sizeOfB !== undefined;
    if (areKnown && sizeOfA !== sizeOfB) return false;
    const more = await compare(a, b, { most: mostBytes, signal });
    if (more !== 'so far') return more === 'whole';
    return areKnown && (a.packing !== b.packing || (await endAlike(a, b)));
  } catch (cause) {
    signal.throwIfAborted();
    // What cannot be read is told by who reads it.
    if (cause instanceof CutShort || (cause as NodeJS.ErrnoException).code !== undefined) return false;
    throw cause;
  }
}

/** Whether two files hold the same, as far as they are looked at; `whole` where both end there. */
async function compare(
  a: EvidenceFile,
  b: EvidenceFile,
  { most, signal }: { readonly most: number; readonly signal: AbortSignal },
): Promise<'whole' | 'so far' | 'different'> {
  const one = openBytes(a, signal)[Symbol.asyncIterator]();
  const other = openBytes(b, signal)[Symbol.asyncIterator]();
  let left = empty;
  let right = empty;
  try {
    for (let compared = 0; compared < most; ) {
      if (left.length === 0) left = await nextOf(one);
      if (right.length === 0) right = await nextOf(other);
      const length = Math.min(left.length, right.length, most - compared);
      if (length === 0) return left.length === right.length ? 'whole' : 'different';
      if (!left.subarray(0, length).equals(right.subarray(0, length))) return 'different';
      left = left.subarray(length);
      right = right.subarray(length);
      compared += length;
    }
    return 'so far';
  } finally {
    await Promise.all([one.return?.(), other.return?.()]);
  }
}

const empty: Buffer = Buffer.alloc(0);

async function nextOf(blocks: AsyncIterator<Buffer>): Promise<Buffer> {
  for (;;) {
    const { value, done } = await blocks.next();
    if (done === true) return empty;
    if (value.length > 0) return value;
  }
}

/** How much of their ends two that are packed alike have in common: of gzip the checksum and the size (RFC 1952, 2.3.1). */
const endBytes: { readonly [packing in Packing]: number } = {
  none: beginBytes,
  'utf-16le': beginBytes,
  'utf-16be': beginBytes,
  gzip: 8,
  zstd: 0,
};

async function endAlike(a: EvidenceFile, b: EvidenceFile): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map(readEnd));
  return one !== undefined && other !== undefined && one.equals(other);
}

async function readEnd({ path, packing, bytes }: EvidenceFile): Promise<Buffer> {
  const length = endBytes[packing];
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, bytes - length);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
