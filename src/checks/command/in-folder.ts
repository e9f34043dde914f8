import { createTemporaryFolder } from '../../temporary-folder.ts';

/** Runs something in a folder: the one that is given, else an empty one that is removed afterwards. */
export async function inFolder<T>(folder: string | undefined, run: (folder: string) => Promise<T>): Promise<T> {
  if (folder !== undefined) return run(folder);
  const own = createTemporaryFolder('run');
  try {
    return await run(own.path());
  } finally {
    own.remove();
  }
}
