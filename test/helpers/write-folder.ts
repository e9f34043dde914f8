import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Writes files into a new folder, with the folders that their names have; `remove` deletes it. */
export async function writeFolder(files: {
  readonly [name: string]: string | Uint8Array;
}): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-'));
  await Promise.all(
    Object.entries(files).map(async ([name, content]) => {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }),
  );
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
