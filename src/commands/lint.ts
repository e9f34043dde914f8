import { readFile } from 'node:fs/promises';
import type { Globals } from '../cli.ts';
import { findUnsettleable, isFlipped, type WrittenWeight, weighRunbook } from '../diagnosis/weigh-runbook.ts';
import { type Problem, UserError } from '../errors.ts';
import { readPrograms } from '../incident/trust.ts';
import { toVisible } from '../redact/visible.ts';
import { findRunbook, listRunbooks } from '../runbook/find.ts';
import { type LoadedRunbook, loadRunbook, stepsOf } from '../runbook/load.ts';
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
      const loaded = await loadRunbook(file, checkedRunbooks(globals));
      const weights = weighRunbook(loaded.runbook);
      const wrong = [...(await findWeightProblems(loaded, weights)), ...(await findScriptProblems(loaded))];
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

function renderDb(db: number): string {
  return `${db < 0 ? '-' : '+'}${Math.abs(db).toFixed(1)}`.padStart(6);
}

async function findWeightProblems(
  { runbook, file }: LoadedRunbook,
  weights: readonly WrittenWeight[],
): Promise<readonly Problem[]> {
  const flipped = weights.filter(isFlipped);
  const unsettleable = findUnsettleable(runbook);
  if (flipped.length === 0 && unsettleable.length === 0) return [];
  // Positions are not kept with a runbook that was found good.
  const { readYaml } = await import('../yaml/read-yaml.ts');
  const { placeOf } = readYaml(await readFile(file, 'utf8'), file);
  return [
    ...flipped.map(({ hypothesis, outcome, authoredDb, effectiveDb, path }) => ({
      place: placeOf(path),
      message: `"${outcome}" is written as ${renderDb(authoredDb).trim()} dB for ${hypothesis} and comes to ${renderDb(effectiveDb).trim()} dB`,
      hint: 'The other outcomes of the observation outweigh it: change their words or base rates.',
    })),
    ...unsettleable.map(({ hypothesis, path }) => ({
      place: placeOf(path),
      message: `nothing that the steps can see would settle "${hypothesis}"`,
      hint: 'It needs evidence from two groups, one of them checked, that puts it 10 dB ahead.',
    })),
  ];
}

/** Scripts that the steps name and that could not be run: they are not there, or not what a person could read and approve. */
async function findScriptProblems(loaded: LoadedRunbook): Promise<readonly Problem[]> {
  const { scripts } = (await readPrograms(loaded)).approval;
  const wrong = stepsOf(loaded.runbook).flatMap(({ step }) => {
    const script = step.script === undefined ? undefined : scripts[step.script.file];
    return script !== undefined && 'problem' in script ? [{ id: step.id, message: script.problem }] : [];
  });
  if (wrong.length === 0) return [];
  const { readYaml } = await import('../yaml/read-yaml.ts');
  const { placeOf } = readYaml(await readFile(loaded.file, 'utf8'), loaded.file);
  return loaded.runbook.phases.flatMap((phase, p) =>
    phase.steps.flatMap(({ id }, s) =>
      wrong
        .filter((one) => one.id === id)
        .map(({ message }) => ({ place: placeOf(['phases', p, 'steps', s, 'script', 'file']), message })),
    ),
  );
}
