import type { Readable } from 'node:stream';

/** So much is read before it is asked for. */
const mostBytes = 1024 * 1024;

/**
 * Reads the output of a child at once, up to a bound, and gives it block by block. A child that has to wait until its last block has been
 * worked through wakes up too late for the next one; and of one that has ended Node throws away what nobody reads.
 */
export function readAhead(stream: Readable): AsyncIterable<Buffer> {
  const blocks: Buffer[] = [];
  let bytes = 0;
  // Of one that has ended before, with nothing to say, no event will come.
  let isOver = stream.readableEnded || stream.destroyed;
  let problem: unknown = stream.errored ?? undefined;
  let wake: (() => void) | undefined;
  stream.on('data', (block: Buffer) => {
    blocks.push(block);
    bytes += block.length;
    if (bytes >= mostBytes) stream.pause();
    wake?.();
  });
  const finish = (cause?: unknown) => {
    isOver = true;
    problem ??= cause;
    wake?.();
  };
  stream.on('error', finish);
  stream.on('end', () => finish());
  stream.on('close', () => finish());
  const give = async function* (): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
          bytes -= block.length;
          yield block;
        }
        if (problem !== undefined) throw problem;
        if (isOver) return;
        stream.resume();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        // All that is there is read before the first of it is looked at.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      stream.destroy();
    }
  };
  return give();
}
