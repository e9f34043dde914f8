import type { WrittenWeight } from '../diagnosis/weigh-runbook.ts';
import { type Problem, UserError } from '../errors.ts';
import { toVisible } from '../redact/visible.ts';
import { findRunbook, listRunbooks } from '../runbook/find.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { Globals } from './globals.ts';
import { lintRunbook, renderDb } from './lint-runbook.ts';
import { checkedRunbooks, runbookPlaces } from './machine.ts';

/**
 * Loads runbooks, those named or all that are found, and tells everything that is wrong with any of them: also weights that say the
 * opposite of what is written, and hypotheses that nothing could settle. `weights` lists what each weight comes to.
 */
export async function lint(
  names: readonly string[],
  flags: { readonly weights?: boolean },
  globals: Globals,
): Promise<void> {
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
      const { loaded, weights, problems: wrong } = await lintRunbook(file, checkedRunbooks(globals));
      problems.push(...wrong);
      if (wrong.length === 0 || flags.weights === true)
        process.stdout.write(
          `${toVisible(`${file}: ${wrong.length === 0 ? 'ok' : 'not ok'} (${describe(loaded)})`)}\n${describeWeights(weights, flags)}`,
        );
    } catch (cause) {
      if (!(cause instanceof UserError)) throw cause;
      problems.push(...cause.problems);
    }
  }
  if (problems.length > 0) throw new UserError(problems);
}

function describe({ runbook }: LoadedRunbook): string {
  const steps = runbook.phases.reduce((sum, phase) => sum + phase.steps.length, 0);
  return `${steps} steps, ${runbook.observations.length} observations, ${runbook.fixes.length} fixes`;
}

/** Less than half of what is written is worth a look: the other outcomes of the observation take it away. */
function describeWeights(weights: readonly WrittenWeight[], flags: { readonly weights?: boolean }): string {
  const isHalved = ({ authoredDb, effectiveDb }: WrittenWeight) => Math.abs(effectiveDb) < Math.abs(authoredDb) / 2;
  const shown = flags.weights === true ? weights : [];
  const halved = weights.filter(isHalved).length;
  const hint = flags.weights === true ? '' : '; --weights lists them';
  return [
    `  ${weights.length} weights, ${halved} of which count less than half of what is written${hint}`,
    ...shown.map(
      ({ axis, hypothesis, observation, outcome, authoredDb, effectiveDb }) =>
        `  ${renderDb(authoredDb)} written ${renderDb(effectiveDb)} effective  ${axis}/${hypothesis}  ${observation}=${outcome}`,
    ),
    '',
  ].join('\n');
}
