import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for what does not fit in memory, readable by its owner alone; made at the first use and removed by `remove`. */
export type ScratchFolder = { readonly path: () => string; readonly remove: () => void };

const prefix = 'causebook-scratch-';
/** What a killed causebook left behind is removed after this time. */
const staleMs = 2 * 86_400_000;

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
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
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
