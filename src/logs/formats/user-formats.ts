import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../../errors.ts';
import type { Definition } from './definition.ts';

/**
 * The definitions in a person's folder of formats (`*.yaml`, `*.yml`), by file name; none where there is no such folder.
 * What checks them is loaded only where there are some. Throws a `UserError` with everything that is wrong with them.
 */
export async function readUserFormats(folder: string): Promise<readonly Definition[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new UserError({ message: `cannot be read: ${messageOf(cause)}`, place: { file: folder } }, { cause });
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  if (files.length === 0) return [];
  const { loadFormats } = await import('./load-formats.ts');
  return loadFormats(files.map((name) => path.join(folder, name)));
}
