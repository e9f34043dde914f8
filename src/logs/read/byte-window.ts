import type { FileHandle } from 'node:fs/promises';

/** Bytes of a file that are held in memory, from an offset on. `isEnd`: the file has no more of them. */
export type Held = { readonly from: number; readonly bytes: Buffer; readonly isEnd: boolean };

/** A window on a file that is moved over it. */
export type ByteWindow = {
  readonly held: () => Held;
  /** Moves it to the bytes from an offset up to another, as far as the file has them; it may hold more of them. */
  readonly move: (from: number, to: number) => Promise<void>;
};

/** Creates a window that holds nothing yet, and never what lies at `to` or behind it. */
export function createByteWindow(handle: FileHandle, to: number): ByteWindow {
  let held: Held = { from: 0, bytes: Buffer.alloc(0), isEnd: false };
  return {
    held: () => held,
    move: async (from, last) => {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(last, to) - from));
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length, from + length);
        // It has been cut meanwhile: the report says so.
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      held = { from, bytes: bytes.subarray(0, length), isEnd: length < bytes.length };
    },
  };
}
