import type { FileHandle } from 'node:fs/promises';
import { tellNoRoom } from '../../no-room.ts';

/** More than this is cut: the log belongs into a store, or wants a narrower question. */
const maxBytes = 4 * 1024 ** 3;

/** How much was kept, and why not all of it, where that is so. */
export type KeptBytes = { readonly bytes: number; readonly cut: string | undefined };

/**
 * Copies a stream into a file: at most 4 GiB, and what the disk takes. It is read from at once: what a program has printed is gone when nobody
 * reads it at its end. What the stream itself throws is thrown on, with what came before in the file; `onBytes` hears how much that is.
 */
export async function keepBytes(
  stream: AsyncIterable<Buffer>,
  out: FileHandle,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<KeptBytes> {
  let bytes = 0;
  for await (const block of stream) {
    const problem = await out.appendFile(block).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (problem !== undefined) {
      const cut = tellNoRoom(problem);
      if (cut === undefined) throw problem;
      return { bytes, cut };
    }
    bytes += block.length;
    onBytes(bytes);
    if (bytes > maxBytes) return { bytes, cut: 'there is more than 4 GiB' };
  }
  return { bytes, cut: undefined };
}
