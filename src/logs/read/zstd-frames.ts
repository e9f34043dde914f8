import type { Readable } from 'node:stream';
import { Decompress } from 'fzstd';
import createXxhash from 'xxhash-wasm';
import { messageOf } from '../../errors.ts';
import { CutShort } from './cut-short.ts';
import { readBlockHead, readFrameHead } from './zstd-heads.ts';

const magic = 0xfd2fb528;
/** RFC 8878, 3.1.2: frames that hold no data of the file. */
const skippable = { first: 0x184d2a50, last: 0x184d2a5f } as const;

/**
 * Unpacks the frames of a Zstandard file (RFC 8878, 3.1) with a decoder in JavaScript, and tests their checksums, which it does not do itself.
 * Where the file is broken, everything before is given, then a `CutShort` is thrown.
 */
export async function* unpackFrames(raw: Readable): AsyncGenerator<Buffer> {
  const { create64 } = await createXxhash();
  const input = createInput(raw);
  try {
    for (;;) {
      const head = await input.peek(8, 0);
      if (head.length === 0) return;
      const kind = head.length < 5 ? 0 : head.readUInt32LE(0);
      if (kind >= skippable.first && kind <= skippable.last) {
        await input.skip(8 + (await input.peek(8)).readUInt32LE(4));
      } else if (kind === magic) {
        yield* unpackFrame(input, create64());
      } else throw new CutShort('what follows is not Zstandard');
    }
  } finally {
    raw.destroy();
  }
}

type Hash = { readonly update: (bytes: Uint8Array) => unknown; readonly digest: () => bigint };

async function* unpackFrame(input: Input, hash: Hash): AsyncGenerator<Buffer> {
  const { headBytes, hasChecksum, hasDictionary } = readFrameHead(await input.peek(5));
  if (hasDictionary) throw new CutShort('it was packed with a dictionary');
  const blocks: Buffer[] = [];
  const decoder = new Decompress(({ buffer, byteOffset, byteLength }) => {
    if (byteLength > 0) blocks.push(Buffer.from(buffer, byteOffset, byteLength));
  });
  for (let head = headBytes, isLast = false; !isLast; head = 0) {
    const begin = readBlockHead((await input.peek(head + 3)).subarray(head));
    isLast = begin.isLast;
    const block = head + 3 + begin.bytes;
    const whole = block + (isLast && hasChecksum ? 4 : 0);
    const all = await input.peek(whole, block);
    let problem: CutShort | undefined;
    try {
      // The decoder wants to see a checksum, which may be cut off alone.
      decoder.push(all.length < whole ? Buffer.concat([all], whole) : all, isLast);
    } catch (cause) {
      problem = new CutShort(messageOf(cause), { cause });
    }
    for (const one of blocks.splice(0)) {
      if (hasChecksum) hash.update(one);
      yield one;
    }
    if (problem !== undefined) throw problem;
    if (isLast && hasChecksum) {
      if (all.length < whole) throw new CutShort(endOfFile);
      if (all.readUInt32LE(block) !== Number(hash.digest() & 0xffffffffn))
        throw new CutShort('its checksum does not match');
    }
    await input.skip(all.length);
  }
}

const endOfFile = 'unexpected end of file';

type Input = {
  /** The next bytes, which stay; at least so many, or a `CutShort` is thrown. */
  readonly peek: (count: number, atLeast?: number) => Promise<Buffer>;
  readonly skip: (count: number) => Promise<void>;
};

function createInput(raw: Readable): Input {
  const blocks = (raw as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { value, done } = await blocks.next();
    if (done === true) return false;
    held = held.length === 0 ? value : Buffer.concat([held, value]);
    return true;
  };
  return {
    peek: async (count, atLeast = count) => {
      while (held.length < count && (await more()));
      if (held.length < atLeast) throw new CutShort(endOfFile);
      return held.subarray(0, count);
    },
    skip: async (count) => {
      let left = count;
      while (left > held.length) {
        left -= held.length;
        held = Buffer.alloc(0);
        if (!(await more())) throw new CutShort(endOfFile);
      }
      held = held.subarray(left);
    },
  };
}
