import { readFile } from 'node:fs/promises';
import { findUnsettleable, isFlipped, type WrittenWeight, weighRunbook } from '../diagnosis/weigh-runbook.ts';
import type { Problem } from '../errors.ts';
import { readPrograms } from '../incident/trust.ts';
import { type CheckedRunbooks, type LoadedRunbook, loadRunbook, stepsOf } from '../runbook/load.ts';

/** A runbook that loads, what each weight of evidence comes to in it, and what is wrong with it all the same. */
export type Linted = {
  readonly loaded: LoadedRunbook;
  readonly weights: readonly WrittenWeight[];
  readonly problems: readonly Problem[];
};

/**
 * Loads a runbook and looks for weights that say the opposite of what is written, hypotheses that nothing could settle, and scripts that
 * could not be run. Throws a `UserError` where it does not load.
 */
export async function lintRunbook(file: string, checked: CheckedRunbooks): Promise<Linted> {
  const loaded = await loadRunbook(file, checked);
  const weights = weighRunbook(loaded.runbook);
  const problems = [...(await findWeightProblems(loaded, weights)), ...(await findScriptProblems(loaded))];
  return { loaded, weights, problems };
}

/** Decibans with their sign, in six columns. */
export function renderDb(db: number): string {
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
