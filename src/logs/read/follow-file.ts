import { watch } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import { createLineSplitter } from './line-splitter.ts';

/** File systems that tell nothing of changes are asked this often. */
const everyMs = 250;
const blockBytes = 64 * 1024;
/** So much of what was read last must still stand there: a file that was written anew may have grown past it already. */
const keptBytes = 256;

/**
 * Follows a file that is being written, as `tail -F` does: gives each line that comes, from `from` on. A file that was cut or
 * replaced is read again from its beginning, which `onRestart` hears. Ends when `signal` fires.
 */
export async function followFile(options: {
  readonly file: EvidenceFile;
  readonly from: number;
  readonly onLine: (text: string) => void;
  readonly onRestart: () => void;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { file, onLine, onRestart, signal } = options;
  let handle: FileHandle | undefined;
  let node: number | undefined;
  let at = options.from;
  let splitter = createLineSplitter({ offset: at, onLine });
  let last = Buffer.alloc(0);
  const block = Buffer.allocUnsafe(blockBytes);
  const read = async (from: number, length: number) => {
    const { bytesRead } = (await handle?.read(block, 0, length, from)) ?? { bytesRead: 0 };
    return block.subarray(0, bytesRead);
  };
  /** Whether what was read before still stands there. */
  const readOn = async (): Promise<boolean> => {
    while (!signal.aborted) {
      const found = await read(at - last.length, blockBytes);
      if (!found.subarray(0, last.length).equals(last)) return false;
      const fresh = Buffer.from(found.subarray(last.length));
      if (fresh.length === 0) return true;
      last = Buffer.from(found.subarray(-keptBytes));
      splitter.push(fresh);
      at += fresh.length;
    }
    return true;
  };
  const restart = async () => {
    await handle?.close();
    handle = undefined;
    splitter.end();
    at = 0;
    last = Buffer.alloc(0);
    splitter = createLineSplitter({ offset: 0, onLine });
    onRestart();
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
          const kept = Math.min(at, keptBytes);
          last = Buffer.from(await read(at - kept, kept));
        }
        // At the next round, which is at once, it is opened anew.
        if (!(await readOn())) {
          await restart();
          continue;
        }
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
