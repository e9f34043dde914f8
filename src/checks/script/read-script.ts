import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../errors.ts';
import type { Script } from '../check.ts';

/** A script is read by a person before it is run: one that is longer will not be. */
const maxBytes = 256 * 1024;

/** Reads a script of a runbook, which lies in `folder`; never throws: what is in the way is its `problem`. Links that lead out of the folder do. */
export async function readScript(folder: string, file: string): Promise<Script> {
  try {
    const [root, full] = await Promise.all([realpath(folder), realpath(path.join(folder, file))]);
    const inside = path.relative(root, full);
    if (inside.startsWith('..') || path.isAbsolute(inside))
      return { problem: `${file} is a link that leads out of the runbook's folder` };
    const found = await stat(full);
    if (!found.isFile()) return { problem: `${file} is not a regular file` };
    if (found.size > maxBytes) return { problem: `${file} is larger than 256 KiB` };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(full));
    return { path: full, text };
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    return { problem: isMissing ? `${file} is not beside the runbook` : `${file} cannot be read: ${messageOf(cause)}` };
  }
}
