import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kill, pid } from 'node:process';
import { throwNoRoom } from './no-room.ts';

/** A folder for what must not stay, readable by its owner alone; made at the first use and removed by `remove`. */
export type TemporaryFolder = { readonly path: () => string; readonly remove: () => void };

const made = new Set<string>();
let isSwept = false;

/** Creates a temporary folder; `purpose` is a word of its name. Where nobody calls `remove`, causebook's end removes it. */
export function createTemporaryFolder(purpose: string): TemporaryFolder {
  let folder: string | undefined;
  return {
    path: () => {
      if (folder === undefined) {
        if (!isSwept) removeLeft();
        isSwept = true;
        folder = makeFolder(purpose);
        made.add(folder);
      }
      return folder;
    },
    remove: () => {
      if (folder === undefined) return;
      rmSync(folder, { recursive: true, force: true });
      made.delete(folder);
      folder = undefined;
    },
  };
}

function makeFolder(purpose: string): string {
  try {
    return mkdtempSync(path.join(tmpdir(), `causebook-${purpose}-${pid}-`));
  } catch (cause) {
    return throwNoRoom(cause);
  }
}

/** Removes all that are left, for when causebook itself ends and can wait for nothing. After a SIGKILL the next causebook does. */
export function removeTemporaryFolders(): void {
  // A program that still writes there may be faster.
  for (const folder of made) unlessRefused(() => rmSync(folder, { recursive: true, force: true }));
  made.clear();
}

/** The process id stands in the name; what causebook keeps for a person has none. */
const nameOfOne = /^causebook-[a-z]+-(\d+)-\w{6}$/;
/** Where containers share the folder, a process of another one seems to be gone: what was changed just now may be in use. */
const restMs = 10 * 60_000;

/** Removes what a killed causebook left. What cannot be looked at or removed is somebody else's. */
function removeLeft(): void {
  unlessRefused(() => {
    for (const name of namesIn(tmpdir())) {
      const [, id] = nameOfOne.exec(name) ?? [];
      if (id === undefined || isRunning(Number(id))) continue;
      const full = path.join(tmpdir(), name);
      unlessRefused(() => {
        if (Date.now() - statSync(full).mtimeMs > restMs) rmSync(full, { recursive: true, force: true });
      });
    }
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isRunning(id: number): boolean {
  try {
    return kill(id, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function unlessRefused(act: () => void): void {
  try {
    act();
  } catch {
    // There is nobody to tell.
  }
}
