import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CheckProblem, messageOf } from '../../errors.ts';
import { describeFile, type EvidenceFile } from '../../logs/evidence-folder.ts';
import type { CheckContext } from '../check.ts';

const maxBytes = 1024 * 1024;

/**
 * The files that a name stands for: an absolute path, or a path or glob inside the evidence folder. Throws a `CheckProblem`, blocked
 * with `unblock`, where there is none.
 */
export async function findFiles(wanted: {
  readonly name: string;
  readonly context: Pick<CheckContext, 'folder'>;
  readonly unblock: string;
}): Promise<readonly EvidenceFile[]> {
  const { name, context, unblock } = wanted;
  if (path.isAbsolute(name)) {
    const file = await describeFile(name, name);
    if (file.problem?.endsWith('it does not exist') === true)
      throw new CheckProblem({ status: 'blocked', message: `${name} does not exist`, unblock });
    return [file];
  }
  if (context.folder.path === undefined)
    throw new CheckProblem({
      status: 'blocked',
      message: `${name} cannot be read: no evidence folder was given`,
      unblock,
    });
  const files = await context.folder.files(name);
  if (files.length > 0) return files;
  throw new CheckProblem({ status: 'blocked', message: `${name} is not in the evidence folder`, unblock });
}

/** The bytes of a file of certificates or keys; throws a `CheckProblem` where it cannot be read or is too large to be one. */
export async function readBytes(file: EvidenceFile): Promise<Buffer> {
  if (file.problem !== undefined) throw new CheckProblem({ status: 'error', message: file.problem });
  if (file.bytes > maxBytes)
    throw new CheckProblem({ status: 'error', message: `${file.name} is larger than 1 MiB: not a certificate chain` });
  return readFile(file.path).catch((cause: unknown) => {
    throw new CheckProblem({ status: 'error', message: `${file.name} cannot be read: ${messageOf(cause)}` }, { cause });
  });
}
