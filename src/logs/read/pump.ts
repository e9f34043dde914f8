import type { Readable, Transform } from 'node:stream';
import { messageOf } from '../../errors.ts';
import { CutShort } from './cut-short.ts';

/** Gives what a decompressor makes of `raw`, block by block; throws a `CutShort` where it finds the data broken. Both are closed at the end. */
export async function* pump(raw: Readable, unpack: Transform): AsyncGenerator<Buffer> {
  const blocks: Buffer[] = [];
  let wake = () => {};
  let end: { readonly problem: Error | undefined } | undefined;
  const finish = (problem: Error | undefined) => {
    end ??= { problem };
    wake();
  };
  unpack.on('data', (block: Buffer) => {
    blocks.push(block);
    if (blocks.length >= 16) unpack.pause();
    wake();
  });
  unpack.on('end', () => finish(undefined));
  unpack.on('error', (cause) => finish(new CutShort(messageOf(cause), { cause })));
  raw.on('error', finish);
  if (raw.errored !== null) finish(raw.errored);
  raw.pipe(unpack);
  try {
    for (;;) {
      const block = blocks.shift();
      if (block !== undefined) {
        if (blocks.length < 8 && unpack.isPaused()) unpack.resume();
        yield block;
      } else if (end === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if (end.problem === undefined) return;
      else throw end.problem;
    }
  } finally {
    raw.destroy();
    unpack.destroy();
  }
}

/** Blocks without their first `count` bytes. */
export async function* skipBytes(blocks: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const block of blocks) {
    if (left < block.length) yield left === 0 ? block : block.subarray(left);
    left = Math.max(0, left - block.length);
  }
}
