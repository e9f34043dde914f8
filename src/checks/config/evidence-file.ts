import { CheckProblem } from '../../errors.ts';
import type { EvidenceFile } from '../../logs/evidence-folder.ts';
import type { CheckContext } from '../check.ts';

/**
 * The one file of the evidence folder that `name` (a path inside it, or a glob) stands for. Throws a `CheckProblem`:
 * blocked with `unblock` when it is not there, error when it is not readable or when `name` stands for several.
 */
export async function findEvidenceFile(wanted: {
  readonly context: Pick<CheckContext, 'folder'>;
  readonly name: string;
  readonly unblock: string;
}): Promise<EvidenceFile> {
  const { context, name, unblock } = wanted;
  if (context.folder.path === undefined) {
    throw new CheckProblem({
      status: 'blocked',
      message: `${name} cannot be read: no evidence folder was given`,
      unblock,
    });
  }
  const files = await context.folder.files(name);
  const [file, ...others] = files;
  if (file === undefined) {
    throw new CheckProblem({ status: 'blocked', message: `${name} is not in the evidence folder`, unblock });
  }
  if (others.length > 0) {
    const names = files.map((each) => each.name).join(', ');
    throw new CheckProblem({
      status: 'error',
      message: `${name} stands for ${files.length} files: ${names}`,
      unblock: 'Name one of them',
    });
  }
  if (file.problem !== undefined) throw new CheckProblem({ status: 'error', message: file.problem, unblock });
  return file;
}
