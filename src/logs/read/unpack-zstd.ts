import type { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';
import { CutShort } from './cut-short.ts';
import { pump, skipBytes } from './pump.ts';
import { unpackFrames } from './zstd-frames.ts';

type OwnZstd = Transform & { readonly bytesWritten: number };
type ZstdOfNode = { readonly createZstdDecompress?: (options: { readonly chunkSize: number }) => OwnZstd };

const chunkBytes = 256 * 1024;

/**
 * Unpacks Zstandard (RFC 8878), all frames of it; `open` reads the file from a byte on. Where it is broken, everything before is given, then a
 * `CutShort` is thrown.
 */
export async function* unpackZstd(open: (from: number) => Readable): AsyncGenerator<Buffer> {
  // Node has it from 22.15 on; before, a decoder in JavaScript does it, more slowly.
  const { createZstdDecompress: own } = zlib as unknown as ZstdOfNode;
  if (own === undefined) return yield* unpackFrames(open(0));
  // A decoder may end with a frame, and leave those that follow.
  for (let at = 0; at === 0 || (await hasBytes(open(at))); ) {
    const unpack = own({ chunkSize: chunkBytes });
    let given = 0;
    try {
      for await (const block of pump(open(at), unpack)) {
        given += block.length;
        yield block;
      }
    } catch (cause) {
      if (!(cause instanceof CutShort)) throw cause;
      // Node throws away what was unpacked before the fault; the decoder in JavaScript also says better what is wrong.
      yield* skipBytes(unpackFrames(open(at)), given);
      throw cause;
    }
    if (unpack.bytesWritten === 0) return;
    at += unpack.bytesWritten;
  }
}

async function hasBytes(raw: Readable): Promise<boolean> {
  for await (const _ of raw) return true;
  return false;
}
