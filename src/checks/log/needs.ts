import { CheckProblem } from '../../errors.ts';
import { globsOf } from '../../logs/read-source.ts';
import type { SourceEntry } from '../../logs/source.ts';
import type { CheckContext } from '../check.ts';

/**
 * For each need, the ids of the sources that are there. Blocked says which file would help and whom to ask, so that the
 * person can get it.
 */
export async function findNeeds(
  given: { readonly needs: readonly (string | readonly string[])[] },
  context: CheckContext,
): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    given.needs.map(async (need) => {
      const entries = [need].flat().flatMap((id) => context.sources.get(id) ?? []);
      const present = await Promise.all(
        entries.map(async (entry) => ((await isThere(entry, context)) ? [entry.id] : [])),
      );
      if (present.flat().length > 0) return present.flat();
      throw new CheckProblem({
        status: 'blocked',
        message: `${entries.map((entry) => entry.title).join(' or ')} is not in the evidence folder`,
        unblock: `Ask ${entries.map((entry) => `${entry.owner} for ${fileOf(entry)}`).join(', or ')}`,
      });
    }),
  );
}

/** An answer without a source that it needs would be a guess: the source is there, but it could not be read. */
export function assertReadable(
  needs: readonly (readonly string[])[],
  unreadable: ReadonlyMap<string, CheckProblem>,
): void {
  for (const ids of needs) {
    const problems = ids.flatMap((id) => unreadable.get(id) ?? []);
    const [first] = problems;
    if (first !== undefined && problems.length === ids.length) throw first;
  }
}

/** That optional sources are there and could not be read, and why; undefined where there are none. One that is missing is what `optional` is for. */
export function tellUnread(unreadable: ReadonlyMap<string, CheckProblem>): string | undefined {
  const problems = [...unreadable.values()].filter(({ status }) => status === 'error');
  if (problems.length === 0) return undefined;
  return `this is without what is there and could not be read: ${problems.map(({ message }) => message).join('; ')}`;
}

/** A command or a store is taken to be there: reading tells. */
async function isThere(entry: SourceEntry, { folder }: CheckContext): Promise<boolean> {
  const globs = globsOf(entry);
  if (entry.kind === 'log' && globs.length === 0) return true;
  return globs.length > 0 && (await folder.files(globs)).length > 0;
}

/** The name to ask for: that of the file itself, without the star for rotated ones. */
function fileOf(entry: SourceEntry): string {
  const [glob = entry.title] = globsOf(entry);
  return glob.replace(/\*$/, '');
}
