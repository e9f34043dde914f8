import { watch } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import { createLineSplitter } from './line-splitter.ts';

/** File systems that tell nothing of changes are asked this often. */
const everyMs = 250;
const blockBytes = 64 * 1024;

/**
 * Follows a file that is being written, as `tail -F` does: gives each line that comes, from `from` on. A file that was cut or
 * replaced is read again from its beginning. Ends when `signal` fires.
 */
export async function followFile(options: {
  readonly file: EvidenceFile;
  readonly from: number;
  readonly onLine: (text: string) => void;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { file, onLine, signal } = options;
  let handle: FileHandle | undefined;
  let node: number | undefined;
  let at = options.from;
  let splitter = createLineSplitter({ offset: at, onLine });
  const block = Buffer.allocUnsafe(blockBytes);
  const readOn = async () => {
    for (;;) {
      const { bytesRead } = (await handle?.read(block, 0, blockBytes, at)) ?? { bytesRead: 0 };
      if (bytesRead === 0 || signal.aborted) return;
      splitter.push(Buffer.from(block.subarray(0, bytesRead)));
      at += bytesRead;
    }
  };
  const restart = async () => {
    await handle?.close();
    handle = undefined;
    splitter.end();
    at = 0;
    splitter = createLineSplitter({ offset: 0, onLine });
  };
  try {
    while (!signal.aborted) {
      const now = await stat(file.path).catch(() => undefined);
      if (now !== undefined) {
        if (handle !== undefined && now.ino !== node) {
          // What was still written into the old one comes first.
          await readOn();
          await restart();
        } else if (now.size < at) await restart();
        if (handle === undefined) {
          handle = await open(file.path, 'r');
          node = now.ino;
        }
        await readOn();
      }
      await change(file.path, signal);
    }
  } finally {
    await handle?.close();
  }
}

/** Waits until the file has changed, or long enough that it may have. */
function change(path: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      watcher?.close();
      resolve();
    };
    const timer = setTimeout(done, everyMs);
    signal.addEventListener('abort', done, { once: true });
    let watcher: ReturnType<typeof watch> | undefined;
    try {
      watcher = watch(path, done);
      watcher.on('error', done);
    } catch {
      // It is gone for the moment: the timer asks again.
    }
  });
}
