import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { globToRegExp } from './glob.ts';
import { headBytes, type Packing, packingOf } from './packing-of.ts';

/**
 * A file of evidence. `name` is what people see: its path inside the folder. `problem` is set where it is there and cannot
 * be read (a FIFO, no permission, packed in a way that is not read): then it has no bytes.
 */
export type EvidenceFile = {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly packing: Packing;
  readonly problem?: string;
};

/** The folder where the parties' exports lie. `undefined` as its path means that none was given. */
export type EvidenceFolder = {
  readonly path: string | undefined;
  /** The files that a glob (`*`, `?`, `**`) or several name, sorted by name. */
  readonly files: (globs: string | readonly string[]) => Promise<readonly EvidenceFile[]>;
  /** Where a file that `files` has given lies, by its name; inside the folder where this is left out. */
  readonly pathOf?: (name: string) => string;
  /** What was pasted for a source, which counts in its place; nothing where this is left out. */
  readonly pastedFor?: (source: string) => Promise<readonly EvidenceFile[]>;
  /** All files, as paths inside the folder. */
  readonly list: () => Promise<readonly string[]>;
};

const maxFiles = 10_000;
const maxDepth = 8;

/** Opens an evidence folder; throws a `UserError` when it does not exist or is not a folder. */
export async function openEvidenceFolder(folder: string | undefined): Promise<EvidenceFolder> {
  if (folder === undefined) return { path: undefined, files: async () => [], list: async () => [] };
  const root = path.resolve(folder);
  const found = await stat(root).catch((cause: unknown) => {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : `cannot be opened: ${messageOf(cause)}`;
    throw new UserError({
      message: `evidence folder "${folder}" ${reason}`,
      hint: 'Give the folder that holds the exported files.',
    });
  });
  if (!found.isDirectory())
    throw new UserError({ message: `evidence folder "${folder}" is a file`, hint: 'Give the folder it lies in.' });
  let listing: Promise<readonly string[]> | undefined;
  const list = () => {
    listing ??= listFiles(root);
    return listing;
  };
  return {
    path: root,
    list,
    files: async (globs) => {
      const patterns = [globs].flat().map(globToRegExp);
      const names = (await list()).filter((name) => patterns.some((pattern) => pattern.test(name)));
      return Promise.all(names.map((name) => describeFile(path.join(root, name), name)));
    },
  };
}

/** All files below a folder as paths inside it, sorted. Links are followed, a folder that was visited already is not. */
export async function listFiles(root: string): Promise<readonly string[]> {
  const names: string[] = [];
  const visited = new Set<string>();
  const visit = async (folder: string, depth: number): Promise<void> => {
    const full = path.join(root, folder);
    const real = await realpath(full).catch(() => full);
    if (depth > maxDepth || names.length >= maxFiles || visited.has(real)) return;
    visited.add(real);
    // A folder below that may not be read takes nothing away from the others.
    const entries = await readdir(full, { withFileTypes: true }).catch((cause: unknown) => {
      if (depth === 0) throw cause;
      return [];
    });
    for (const entry of entries) {
      const name = path.posix.join(folder, entry.name);
      const isFolder =
        entry.isDirectory() ||
        (entry.isSymbolicLink() && (await stat(path.join(root, name)).catch(() => undefined))?.isDirectory() === true);
      if (isFolder) await visit(name, depth + 1);
      else names.push(name);
    }
  };
  await visit('', 0);
  return names.sort();
}

/** What a path is; never throws: what is in the way is its `problem`. `name` is how people will see it. */
export async function describeFile(full: string, name: string): Promise<EvidenceFile> {
  const unreadable = (problem: string): EvidenceFile => ({
    path: full,
    name,
    bytes: 0,
    modifiedMs: 0,
    packing: 'none',
    problem: `${name} ${problem}`,
  });
  let handle: FileHandle | undefined;
  try {
    const found = await stat(full);
    // Opening a FIFO would wait for somebody to write into it.
    if (!found.isFile()) return unreadable('is not a regular file');
    handle = await open(full, 'r');
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const packing = packingOf(buffer.subarray(0, bytesRead));
    if (typeof packing !== 'string') return unreadable(packing.problem);
    return { path: full, name, bytes: found.size, modifiedMs: found.mtimeMs, packing };
  } catch (cause) {
    return unreadable(`cannot be read: ${reasonOf(cause)}`);
  } finally {
    await handle?.close();
  }
}

/** Why a file cannot be read, in words; goes on from "cannot be read: ". */
export function reasonOf(cause: unknown): string {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'ELOOP':
      return 'its links go round in a circle';
    default:
      return messageOf(cause);
  }
}
