import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { folderMatcher, globToRegExp } from './glob.ts';
import { whyUnreadable } from './why-unreadable.ts';

/** The files below a folder as paths inside it, sorted, and what of it was not looked into. */
export type Listing = { readonly names: readonly string[]; readonly unseen: readonly UnseenFolder[] };

/** A folder that was not looked into, by its path inside the one that was listed (empty for that itself), and why. */
export type UnseenFolder = { readonly folder: string; readonly why: string };

const maxFiles = 10_000;
const maxDepth = 8;

/**
 * Lists all files below a folder, or those that a glob names; then no other folders are looked into. Links are followed, a folder that
 * was visited already is not. Never throws: what is in the way is told.
 */
export async function listFiles(root: string, glob = '**'): Promise<Listing> {
  const isNamed = globToRegExp(glob);
  const mayHold = folderMatcher(glob);
  // A glob that says itself how deep it goes is taken at its word.
  const deepest = maxDepth + glob.split('/').length - 1;
  const names: string[] = [];
  const unseen: UnseenFolder[] = [];
  const visited = new Set<string>();
  let isFull = false;
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (isFull || (folder !== '' && !mayHold(folder))) return;
    const full = path.join(root, folder);
    const real = await realpath(full).catch(() => full);
    if (visited.has(real)) return;
    if (depth > deepest) {
      unseen.push({ folder, why: `is deeper than ${deepest} folders and was not looked into` });
      return;
    }
    visited.add(real);
    // A folder below that may not be read takes nothing away from the others.
    const entries = await readdir(full, { withFileTypes: true }).catch((cause: unknown) => {
      unseen.push({ folder, why: `cannot be read: ${whyUnreadable(cause, folder)}` });
      return [];
    });
    for (const entry of entries) {
      const name = path.posix.join(folder, entry.name);
      const isFolder =
        entry.isDirectory() ||
        (entry.isSymbolicLink() && (await stat(path.join(root, name)).catch(() => undefined))?.isDirectory() === true);
      if (isFolder) await visit(name, depth + 1);
      else if (!isNamed.test(name)) continue;
      else if (names.length < maxFiles) names.push(name);
      else isFull = true;
    }
  };
  await visit('', 0);
  if (isFull) unseen.push({ folder: '', why: `has more than ${maxFiles} files, of which the others were left out` });
  return { names: names.sort(), unseen };
}
