import { constants } from 'node:fs';
import { access, type FileHandle, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { folderMatcher, globToRegExp, isGlob } from './glob.ts';
import { type Listing, listFiles } from './list-files.ts';
import { headBytes, type Packing, packingOf, type Unread } from './packing-of.ts';
import { sideBySide } from './side-by-side.ts';
import { whyUnreadable } from './why-unreadable.ts';

/**
 * A file of evidence. `name` is what people see: its path inside the folder. `problem` is set where it is there and cannot
 * be read (a FIFO, no permission, packed in a way that is not read): then it has no bytes. `cut` says why it holds only the beginning of
 * what was to be read.
 */
export type EvidenceFile = {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly packing: Packing;
  readonly problem?: string;
  readonly cut?: string;
};

/** A folder that was not looked into, and the sentence that says so. */
export type Unseen = { readonly name: string; readonly problem: string };

/** The folder where the parties' exports lie. `undefined` as its path means that none was given. */
export type EvidenceFolder = {
  readonly path: string | undefined;
  /** The files that a glob (`*`, `?`, `**`) or several name, also by the folder they lie in, sorted by name; one that is there under several names, once. */
  readonly files: (globs: string | readonly string[]) => Promise<readonly EvidenceFile[]>;
  /** The folders in which they may name more, and that were not looked into; none where this is left out. */
  readonly unseen?: (globs: string | readonly string[]) => Promise<readonly Unseen[]>;
  /** Where a file that `files` has given lies, by its name; inside the folder where this is left out. */
  readonly pathOf?: (name: string) => string;
  /** What was pasted for a source, which counts in its place; nothing where this is left out. */
  readonly pastedFor?: (source: string) => Promise<readonly EvidenceFile[]>;
  /** All files, as paths inside the folder. */
  readonly list: () => Promise<readonly string[]>;
  /** Forgets which files there are: whoever asks next sees what has come since. */
  readonly lookAgain?: () => void;
};

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
  await access(root, constants.R_OK | constants.X_OK).catch((cause: unknown) => {
    const message = `evidence folder "${folder}" cannot be read: ${whyUnreadable(cause, folder)}`;
    throw new UserError({ message }, { cause });
  });
  let listing: Promise<Listing> | undefined;
  const list = () => {
    listing ??= listFiles(root);
    return listing;
  };
  return {
    path: root,
    list: async () => (await list()).names,
    lookAgain: () => {
      listing = undefined;
    },
    files: async (globs) => {
      const patterns = withFolders(globs).map(globToRegExp);
      const names = (await list()).names.filter((name) => patterns.some((pattern) => pattern.test(name)));
      const found = await sideBySide(names, async (name) => ({ name, node: await nodeOf(path.join(root, name)) }));
      return sideBySide(withoutTwins(found), ({ name }) => describeFile(path.join(root, name), name));
    },
    unseen: async (globs) => {
      const matchers = withFolders(globs).map(folderMatcher);
      return (await list()).unseen
        .filter(({ folder }) => folder === '' || matchers.some((mayHold) => mayHold(folder)))
        .map(({ folder, why }) => ({
          name: folder === '' ? root : folder,
          problem: `${folder === '' ? root : folder} ${why}`,
        }));
    },
  };
}

/** A name without wildcards may be that of a folder: then all files below it are meant. */
function withFolders(globs: string | readonly string[]): readonly string[] {
  return [globs].flat().flatMap((given) => {
    const glob = given.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
    if (isGlob(glob)) return [glob];
    return glob === '' || glob === '.' ? ['**'] : [glob, `${glob}/**`];
  });
}

/** What tells whether two paths lead to the same file, through a link or otherwise; undefined where they lead nowhere. */
export async function nodeOf(full: string): Promise<string | undefined> {
  const found = await stat(full, { bigint: true }).catch(() => undefined);
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

/** Leaves out what leads to the same file as something before it: its lines would count twice. */
export function withoutTwins<T extends { readonly node: string | undefined }>(found: readonly T[]): readonly T[] {
  const nodes = new Set<string>();
  return found.filter(({ node }) => {
    if (node === undefined) return true;
    const isNew = !nodes.has(node);
    nodes.add(node);
    return isNew;
  });
}

/** What a path is; never throws: what is in the way is its `problem`. `name` is how people will see it. */
export function describeFile(full: string, name: string): Promise<EvidenceFile> {
  return describe({ full, name, tell: ({ problem }) => problem });
}

/** The same of a file in which a stream was kept: whoever sent it is to send it otherwise. */
export function describeStreamed(full: string, name: string): Promise<EvidenceFile> {
  return describe({ full, name, tell: ({ streamed }) => streamed });
}

async function describe(of: {
  readonly full: string;
  readonly name: string;
  readonly tell: (unread: Unread) => string;
}): Promise<EvidenceFile> {
  const { full, name, tell } = of;
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
    if (typeof packing !== 'string') return unreadable(tell(packing));
    return { path: full, name, bytes: found.size, modifiedMs: found.mtimeMs, packing };
  } catch (cause) {
    return unreadable(`cannot be read: ${whyUnreadable(cause, name)}`);
  } finally {
    await handle?.close();
  }
}
