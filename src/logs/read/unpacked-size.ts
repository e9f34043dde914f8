import { open } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import { readBlockHead, readFrameHead } from './zstd-heads.ts';

type Read = (position: number, length: number) => Promise<Buffer>;

const modulus = 2 ** 32;

/** How many bytes a file has unpacked, modulo 2^32, as it says itself without being unpacked; undefined where it does not. */
export async function unpackedSize({ path, packing, bytes }: EvidenceFile): Promise<number | undefined> {
  if (packing !== 'gzip' && packing !== 'zstd') return bytes % modulus;
  const handle = await open(path, 'r');
  try {
    const read: Read = async (position, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    return await (packing === 'gzip' ? sizeOfGzip(bytes, read) : sizeOfZstd(bytes, read));
  } finally {
    await handle.close();
  }
}

/** The last four bytes (RFC 1952, 2.3.1). Where it has several members they tell of the last one alone. */
async function sizeOfGzip(bytes: number, read: Read): Promise<number | undefined> {
  const end = await read(Math.max(0, bytes - 4), 4);
  return end.length < 4 ? undefined : end.readUInt32LE(0);
}

/** What the head of its frame tells (RFC 8878, 3.1.1.1.4). That no other frame comes behind it is seen by stepping over its blocks. */
async function sizeOfZstd(bytes: number, read: Read): Promise<number | undefined> {
  const { headBytes, sizeBytes, hasChecksum } = readFrameHead(await read(0, 5));
  const field = await read(headBytes - sizeBytes, sizeBytes);
  if (sizeBytes === 0 || field.length < sizeBytes) return undefined;
  for (let at = headBytes; ; ) {
    const head = await read(at, 3);
    if (head.length < 3) return undefined;
    const block = readBlockHead(head);
    at += 3 + block.bytes;
    if (!block.isLast) continue;
    const isAll = at + (hasChecksum ? 4 : 0) === bytes;
    // Of eight bytes the lower four are the rest.
    const size = field.readUIntLE(0, Math.min(4, sizeBytes)) + (sizeBytes === 2 ? 256 : 0);
    return isAll ? size : undefined;
  }
}
