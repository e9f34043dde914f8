import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Runs something in a folder: the one that is given, else an empty one that is removed afterwards. */
export async function inFolder<T>(folder: string | undefined, run: (folder: string) => Promise<T>): Promise<T> {
  if (folder !== undefined) return run(folder);
  const own = await mkdtemp(path.join(tmpdir(), 'causebook-run-'));
  try {
    return await run(own);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
