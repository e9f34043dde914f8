import type { Readable } from 'node:stream';
import type { Gunzip } from 'node:zlib';
import { CutShort } from './cut-short.ts';
import { pump, skipBytes } from './pump.ts';

const chunkBytes = 256 * 1024;

/**
 * Unpacks gzip (RFC 1952), all members of it; `open` reads the file from a byte on. Where it is broken, everything before is given, then a
 * `CutShort` is thrown: as `gzip -dc` does, zeros behind the last member are no fault.
 */
export async function* unpackGzip(open: (from: number) => Readable): AsyncGenerator<Buffer> {
  const { createGunzip } = await import('node:zlib');
  const start = () => createGunzip({ chunkSize: chunkBytes });
  const unpack = start();
  let given = 0;
  try {
    for await (const block of pump(open(0), unpack)) {
      given += block.length;
      yield block;
    }
  } catch (cause) {
    if (!(cause instanceof CutShort)) throw cause;
    yield* skipBytes(unpackToFault(open(0), start(), unpack.bytesWritten), given);
    throw cause.message === 'incorrect header check' ? new CutShort(notGzip, { cause }) : cause;
  }
  // Node ends in silence at a zero behind a member, whatever comes after it.
  if (!(await isZero(open(unpack.bytesWritten)))) throw new CutShort(notGzip);
}

const notGzip = 'what follows is not gzip';

/**
 * Unpacks once more up to a fault behind the first `sound` bytes. Node throws away what a piece of input gave before its fault, so that
 * behind those the pieces are single bytes.
 */
async function* unpackToFault(raw: Readable, unpack: Gunzip, sound: number): AsyncGenerator<Buffer> {
  const blocks: Buffer[] = [];
  let isOver = false;
  let wake = () => {};
  const finish = () => {
    isOver = true;
    wake();
  };
  unpack.on('data', (block: Buffer) => blocks.push(block));
  unpack.on('error', finish);
  unpack.on('end', finish);
  const write = (piece: Buffer) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      unpack.write(piece, () => resolve());
    });
  let at = 0;
  try {
    for await (const block of raw as AsyncIterable<Buffer>) {
      for (let from = 0; from < block.length && !isOver; ) {
        const to = at + from < sound ? Math.min(block.length, sound - at) : from + 1;
        await write(block.subarray(from, to));
        yield* blocks.splice(0);
        from = to;
      }
      if (isOver) return;
      at += block.length;
    }
  } catch (cause) {
    // That the file is gone meanwhile is seen by who reads it.
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  } finally {
    raw.destroy();
    unpack.destroy();
  }
}

async function isZero(raw: Readable): Promise<boolean> {
  for await (const block of raw as AsyncIterable<Buffer>) if (block.some((byte) => byte !== 0)) return false;
  return true;
}
