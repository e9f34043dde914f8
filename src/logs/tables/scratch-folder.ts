import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for what does not fit in memory, readable by its owner alone; made at the first use and removed by `remove`. */
export type ScratchFolder = { readonly path: () => string; readonly remove: () => void };

const prefix = 'causebook-scratch-';
/** What a killed causebook left behind is removed after this time. */
const staleMs = 2 * 86_400_000;
/** A disk takes up to half a second to give back a gigabyte. */
const largeBytes = 256 * 1024 * 1024;

/** Creates a scratch folder. */
export function createScratchFolder(): ScratchFolder {
  let folder: string | undefined;
  return {
    path: () => {
      if (folder === undefined) {
        removeStale();
        folder = mkdtempSync(path.join(tmpdir(), prefix));
      }
      return folder;
    },
    remove: () => {
      if (folder !== undefined) removeFolder(folder);
      folder = undefined;
    },
  };
}

/** Large files lose their names at once; the disk gives them back when the last who has them open lets go, whom nobody waits for. */
function removeFolder(folder: string): void {
  const held: number[] = [];
  try {
    for (const name of readdirSync(folder)) {
      const full = path.join(folder, name);
      if (statSync(full).size >= largeBytes) held.push(openSync(full, 'r'));
    }
    if (held.length > 0) holdOpen(held);
  } catch {
    // Then it takes its time.
  }
  rmSync(folder, { recursive: true, force: true });
  held.forEach(closeSync);
}

function holdOpen(files: readonly number[]): void {
  const child = spawn('sleep', ['1'], { detached: true, env: {}, stdio: ['ignore', 'ignore', 'ignore', ...files] });
  child.on('error', () => undefined);
  child.unref();
}

function removeStale(): void {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix))) {
    const full = path.join(tmpdir(), name);
    try {
      if (Date.now() - statSync(full).mtimeMs > staleMs) rmSync(full, { recursive: true, force: true });
    } catch {
      // Somebody else's, or gone already: it is not ours to remove.
    }
  }
}
