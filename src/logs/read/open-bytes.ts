import { createReadStream } from 'node:fs';
import type { Readable, Transform } from 'node:stream';
import { messageOf } from '../../errors.ts';
import type { EvidenceFile } from '../evidence-folder.ts';
import { boundLines } from './bound-lines.ts';

/** A span of bytes of a file: from the first, up to but without the last. */
export type ByteRange = { readonly from: number; readonly to: number };

/** That a file ended before it should have. What came before has been given. */
export class CutShort extends Error {}

const blockBytes = 64 * 1024;

/**
 * Reads a file's bytes in blocks, unpacked and as UTF-8. `range` is for files that are not packed; of packed ones too long lines are cut. Where packed data ends too
 * early or is broken, everything before is given first, then a `CutShort` is thrown. Ends at once when `signal` fires.
 */
export function openBytes(file: EvidenceFile, signal: AbortSignal, range?: ByteRange): AsyncIterable<Buffer> {
  const { from, to } = range ?? { from: 0, to: Number.POSITIVE_INFINITY };
  const raw = createReadStream(file.path, {
    highWaterMark: blockBytes,
    signal,
    start: from,
    ...(Number.isFinite(to) ? { end: to - 1 } : {}),
  });
  switch (file.packing) {
    case 'none':
      return raw as AsyncIterable<Buffer>;
    case 'gzip':
      return boundLines(unpackGzip(raw));
    case 'zstd':
      return boundLines(unpackZstd(raw));
    case 'utf-16le':
    case 'utf-16be':
      return boundLines(decodeUtf16(raw, file.packing));
  }
}

async function* unpackGzip(raw: Readable): AsyncGenerator<Buffer> {
  const { createGunzip } = await import('node:zlib');
  yield* pump(raw, createGunzip({ chunkSize: 4 * blockBytes }));
}

/**
 * Gives what a decompressor puts out, all of it, before what went wrong: iterating the stream itself would drop what was
 * still buffered when the error came.
 */
async function* pump(raw: Readable, unpack: Transform): AsyncGenerator<Buffer> {
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

type ZstdOfNode = { readonly createZstdDecompress?: (options: { readonly chunkSize: number }) => Transform };

async function* unpackZstd(raw: Readable): AsyncGenerator<Buffer> {
  // Node has it from 22.15 on; before, a decoder in JavaScript does it, more slowly.
  const { createZstdDecompress: own } = (await import('node:zlib')) as unknown as ZstdOfNode;
  if (own !== undefined) return yield* pump(raw, own({ chunkSize: 4 * blockBytes }));
  const { Decompress } = await import('fzstd');
  const blocks: Buffer[] = [];
  const unpack = new Decompress((block) => {
    if (block.length > 0) blocks.push(Buffer.from(block.buffer, block.byteOffset, block.byteLength));
  });
  const push = (block: Uint8Array, isLast: boolean) => {
    try {
      unpack.push(block, isLast);
    } catch (cause) {
      return new CutShort(messageOf(cause), { cause });
    }
    return undefined;
  };
  for await (const block of raw as AsyncIterable<Buffer>) {
    const problem = push(block, false);
    yield* blocks.splice(0);
    if (problem !== undefined) throw problem;
  }
  const problem = push(new Uint8Array(0), true);
  yield* blocks.splice(0);
  if (problem !== undefined) throw problem;
}

async function* decodeUtf16(raw: Readable, encoding: 'utf-16le' | 'utf-16be'): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const block of raw as AsyncIterable<Buffer>) {
    yield Buffer.from(decoder.decode(block, { stream: true }), 'utf8');
  }
  yield Buffer.from(decoder.decode(), 'utf8');
}
