import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { CheckContext } from '../check.ts';
import { findEvidenceFile } from '../config/evidence-file.ts';

const maxBytes = 16 * 1024 * 1024;

/**
 * Reads a file that a parameter names: a path inside the evidence folder, or an absolute one, of at most 16 MiB. Throws a
 * `CheckProblem`: blocked when it is not there, error when it cannot be read.
 */
export async function readGiven(name: string, what: string, context: Pick<CheckContext, 'folder'>): Promise<Buffer> {
  const unblock = `Give ${what} as ${name}`;
  const file = path.isAbsolute(name) ? name : (await findEvidenceFile({ context, name, unblock })).path;
  try {
    const { size } = await stat(file);
    if (size > maxBytes) throw new Error('it is larger than 16 MiB');
    return await readFile(file);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = isMissing ? `${name} does not exist` : `${name} cannot be read: ${messageOf(cause)}`;
    throw new CheckProblem({ status: isMissing ? 'blocked' : 'error', message, unblock }, { cause });
  }
}
