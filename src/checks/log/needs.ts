import { CheckProblem, SourceMissing } from '../../errors.ts';
import { globsOf } from '../../logs/read-source.ts';
import type { SourceEntry, TableUse } from '../../logs/source.ts';
import type { CheckContext } from '../check.ts';

/**
 * For each need, the ids of the sources that are there. Blocked says which file would help and whom to ask, so that the
 * person can get it.
 */
export async function findNeeds(
  given: { readonly needs: readonly (string | readonly string[])[] },
  context: CheckContext,
): Promise<readonly (readonly string[])[]> {
  const needs = await Promise.all(
    given.needs.map(async (need) => {
      const entries = [need].flat().flatMap((id) => context.sources.get(id) ?? []);
      const present = await Promise.all(
        entries.map(async (entry) => ((await isThere(entry, context)) ? [entry.id] : [])),
      );
      return { entries, present: present.flat() };
    }),
  );
  const lost = needs.filter(({ present }) => present.length === 0);
  if (lost.length > 0) throw notThere(lost.map(({ entries }) => entries));
  return needs.map(({ present }) => present);
}

/** Blocked where several of the files that a statement is over are missing: reading them would tell of one. */
export async function assertThere(uses: readonly TableUse[], context: CheckContext): Promise<void> {
  const ids = new Set(uses.flatMap(({ source, optional }) => (optional ? [] : [source])));
  const entries = [...ids].flatMap((id) => context.sources.get(id) ?? []);
  const lost = await Promise.all(entries.map(async (entry) => ((await isLost(entry, context)) ? [[entry]] : [])));
  if (lost.flat().length > 1) throw notThere(lost.flat());
}

/** It is in no file, and in no folder that could not be looked into. */
async function isLost(entry: SourceEntry, { folder }: CheckContext): Promise<boolean> {
  const globs = globsOf(entry);
  if (globs.length === 0 || (await folder.files(globs)).length > 0) return false;
  return ((await folder.unseen?.(globs)) ?? []).length === 0;
}

/** Each of `lost` is one need, of which any source would do. */
function notThere(lost: readonly (readonly SourceEntry[])[]): CheckProblem {
  const titles = lost.map((entries) => entries.map(({ title }) => title).join(' or '));
  const asked = lost.map((entries) => entries.map((entry) => `${entry.owner} for ${fileOf(entry)}`).join(', or '));
  return new CheckProblem({
    status: 'blocked',
    message: `${titles.join(' and ')} ${lost.length === 1 ? 'is' : 'are'} not in the evidence folder`,
    unblock: `Ask ${asked.join('; ask ')}`,
  });
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

/** That optional sources are there and could not be read, and why: nothing where there are none. One that is missing is what `optional` is for. */
export function tellUnread(unreadable: ReadonlyMap<string, CheckProblem>): readonly string[] {
  const problems = [...unreadable.values()].filter((problem) => !(problem instanceof SourceMissing));
  if (problems.length === 0) return [];
  return [`this is without what is there and could not be read: ${problems.map(({ message }) => message).join('; ')}`];
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
