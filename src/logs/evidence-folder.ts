import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../errors.ts';

/** A regular file in the evidence folder. `name` is its path inside the folder; `gzip` is known by its first bytes. */
export type EvidenceFile = {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly gzip: boolean;
};

/** The folder where the parties' exports lie. `undefined` as its path means that none was given. */
export type EvidenceFolder = {
  readonly path: string | undefined;
  /** The readable files that a glob (`*`, `?`, `**`) or several name, sorted by name; throws what the file system said. */
  readonly files: (globs: string | readonly string[]) => Promise<readonly EvidenceFile[]>;
  /** Where a file that `files` has given lies, by its name; inside the folder where this is left out. */
  readonly pathOf?: (name: string) => string;
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
    listing ??= walk(root);
    return listing;
  };
  return {
    path: root,
    list,
    files: async (globs) => {
      const patterns = [globs].flat().map(globToRegExp);
      const names = (await list()).filter((name) => patterns.some((pattern) => pattern.test(name)));
      return Promise.all(names.map((name) => describeFile(root, name)));
    },
  };
}

async function walk(root: string): Promise<readonly string[]> {
  const names: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (depth > maxDepth || names.length >= maxFiles) return;
    for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
      const name = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) await visit(name, depth + 1);
      else names.push(name);
    }
  };
  await visit('', 0);
  return names.sort();
}

async function describeFile(root: string, name: string): Promise<EvidenceFile> {
  const full = path.join(root, name);
  const found = await stat(full);
  if (!found.isFile()) throw new Error(`${name} is not a regular file`);
  const handle = await open(full, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return { path: full, name, bytes: found.size, gzip: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b };
  } finally {
    await handle.close();
  }
}

/** `*` and `?` stay inside one folder, `**` crosses folders; everything else is literal. */
function globToRegExp(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/?|\*|\?)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}
