import type { Globals } from '../cli.ts';
import { type Problem, UserError } from '../errors.ts';
import { findRunbook, listRunbooks } from '../runbook/find.ts';
import { loadRunbook } from '../runbook/load.ts';
import { checkedRunbooks, runbookPlaces } from './machine.ts';

/** Loads runbooks, those named or all that are found, and tells everything that is wrong with any of them. */
export async function lint(names: readonly string[], globals: Globals): Promise<void> {
  const places = runbookPlaces(globals);
  const files =
    names.length > 0
      ? await Promise.all(names.map((name) => findRunbook(name, places)))
      : [...(await listRunbooks(places)).values()];
  if (files.length === 0)
    throw new UserError({ message: 'there are no runbooks to lint', hint: `Looked in ${places.join(', ')}.` });
  const problems: Problem[] = [];
  for (const file of files) {
    try {
      const { runbook } = await loadRunbook(file, checkedRunbooks(globals));
      const steps = runbook.phases.reduce((sum, phase) => sum + phase.steps.length, 0);
      process.stdout.write(
        `${file}: ok (${steps} steps, ${runbook.observations.length} observations, ${runbook.fixes.length} fixes)\n`,
      );
    } catch (cause) {
      if (!(cause instanceof UserError)) throw cause;
      problems.push(...cause.problems);
    }
  }
  if (problems.length > 0) throw new UserError(problems);
}
