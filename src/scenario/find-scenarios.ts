import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { findRunbook, listRunbooks, type RunbookPlaces } from '../runbook/find.ts';

/** A scenario folder. `name` is what people see; `runbookFile` is that of the runbook it lies in, where it lies in one. */
export type ScenarioFolder = {
  readonly name: string;
  readonly folder: string;
  readonly runbookFile: string | undefined;
};

/** The files and folders by which a scenario folder is known. */
export const scenarioFiles = {
  expectation: 'expect.yaml',
  answers: 'answers.yaml',
  inputs: 'inputs.yaml',
  lab: 'lab.yaml',
  evidence: 'evidence',
} as const;

/**
 * Finds the scenario folders of runbooks (an id, a file, a folder), scenario folders themselves, and folders of them; of all runbooks where
 * nothing is named. Every folder in a runbook's `scenarios` is one. Throws a `UserError` for a name that stands for none.
 */
export async function findScenarios(
  names: readonly string[],
  places: RunbookPlaces,
): Promise<readonly ScenarioFolder[]> {
  if (names.length === 0) {
    const files = [...(await listRunbooks(places)).values()];
    return (await Promise.all(files.map(scenariosOf))).flat();
  }
  const found = (await Promise.all(names.map((name) => findNamed(name, places)))).flat();
  return found.filter(({ folder }, index) => found.findIndex((one) => one.folder === folder) === index);
}

async function findNamed(name: string, places: RunbookPlaces): Promise<readonly ScenarioFolder[]> {
  const known = await stat(name).catch(() => undefined);
  if (known?.isDirectory() !== true) return inRunbook(await findRunbook(name, places));
  if (await isScenario(name)) return [await describe(name)];
  if (await exists(path.join(name, runbookName))) return inRunbook(path.join(name, runbookName));
  const inside = (await foldersOf(name)).map((entry) => path.join(name, entry));
  const scenarios = (await Promise.all(inside.map(async (one) => ((await isScenario(one)) ? [one] : [])))).flat();
  if (scenarios.length > 0) return Promise.all(scenarios.map(describe));
  const runbooks = await Promise.all(inside.map((one) => scenariosOf(path.join(one, runbookName))));
  if (runbooks.flat().length > 0) return runbooks.flat();
  throw new UserError({
    message: `there is no scenario in "${name}"`,
    hint: `A scenario is a folder with ${scenarioFiles.expectation} and ${scenarioFiles.evidence}/ or ${scenarioFiles.lab}.`,
  });
}

async function inRunbook(file: string): Promise<readonly ScenarioFolder[]> {
  const found = await scenariosOf(file);
  if (found.length > 0) return found;
  throw new UserError({
    message: 'the runbook has no scenarios',
    place: { file },
    hint: `They are the folders in ${path.join(path.dirname(file), 'scenarios')}; make one with: causebook test --init INCIDENT`,
  });
}

async function scenariosOf(runbookFile: string): Promise<readonly ScenarioFolder[]> {
  const folder = path.join(path.dirname(runbookFile), 'scenarios');
  const names = await foldersOf(folder).catch(() => []);
  return Promise.all(names.map((name) => describe(path.join(folder, name))));
}

async function describe(folder: string): Promise<ScenarioFolder> {
  const home = path.resolve(folder, '..', '..');
  const runbookFile = path.join(home, runbookName);
  const isInside = path.basename(path.resolve(folder, '..')) === 'scenarios' && (await exists(runbookFile));
  const name = path.basename(path.resolve(folder));
  return isInside
    ? { name: `${path.basename(home)}/${name}`, folder, runbookFile }
    : { name, folder, runbookFile: undefined };
}

const runbookName = 'runbook.yaml';

async function isScenario(folder: string): Promise<boolean> {
  const { expectation, lab, evidence } = scenarioFiles;
  const found = await Promise.all([expectation, lab, evidence].map((name) => exists(path.join(folder, name))));
  return found.includes(true);
}

async function foldersOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
