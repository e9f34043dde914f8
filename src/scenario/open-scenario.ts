import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { parseAnswers } from '../incident/answers.ts';
import { openLab } from '../lab/open-lab.ts';
import { loadScenario } from '../lab/scenario.ts';
import { findRunbook, type RunbookPlaces } from '../runbook/find.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import { checkExpectation } from './check-expectation.ts';
import { type Expectation, readExpectation } from './expectation.ts';
import { type ScenarioFolder, scenarioFiles } from './find-scenarios.ts';
import { holdLiveSteps } from './hold-live-steps.ts';
import { readInputs } from './read-inputs.ts';
import type { Staging } from './walk-scenario.ts';

/** A scenario that is ready to be walked. `close` ends what it has started. */
export type OpenScenario = {
  readonly staging: Staging;
  readonly expectation: Expectation;
  readonly close: () => Promise<void>;
};

/** What opening scenarios takes from its surroundings. */
export type ScenarioContext = {
  readonly places: RunbookPlaces;
  readonly load: (file: string) => Promise<LoadedRunbook>;
  /** Varies staged scenarios; their own where it is left out. */
  readonly seed?: number | undefined;
};

/**
 * Opens a scenario folder: reads its files, and stages its evidence under `home` where it comes from a `lab.yaml`. Throws a `UserError` with
 * what is wrong with it.
 */
export async function openScenario(
  { folder, runbookFile }: ScenarioFolder,
  context: ScenarioContext & { readonly home: string },
): Promise<OpenScenario> {
  const at = (name: keyof typeof scenarioFiles) => path.join(folder, scenarioFiles[name]);
  const read = readExpectation(
    (await readText(at('expectation'))) ?? missing(at('expectation'), 'it says what must come out'),
    at('expectation'),
  );
  const runbook = await context.load(runbookFile ?? (await findOwn(read.expectation.runbook, { folder, ...context })));
  checkExpectation(read, runbook.runbook);
  const answersText = await readText(at('answers'));
  const answers =
    answersText === undefined ? [] : parseAnswers(answersText, { file: at('answers'), runbook: runbook.runbook });
  const inputsText = await readText(at('inputs'));
  const inputs =
    inputsText === undefined ? {} : readInputs(inputsText, { file: at('inputs'), runbook: runbook.runbook });
  const common = { answers, state: path.join(context.home, 'state') };
  const { expectation } = read;
  if (await isFolder(at('evidence'))) {
    const staging = { ...common, runbook: holdLiveSteps(runbook), evidence: at('evidence'), inputs };
    return { staging, expectation, close: async () => {} };
  }
  if ((await readText(at('lab'))) === undefined)
    missing(at('evidence'), `the evidence lies in it, or a ${scenarioFiles.lab} stages it`);
  const scenario = await loadScenario(at('lab'));
  const evidence = path.join(context.home, 'evidence');
  const { inputs: known } = runbook.runbook;
  const lab = await openLab({ scenario, dir: evidence, seed: context.seed ?? scenario.seed, known });
  const staging = {
    ...common,
    runbook,
    evidence,
    inputs: { ...lab.inputs, ...inputs },
    testTargets: lab.testTargets,
  };
  return { staging, expectation, close: lab.close };
}

/** The runbook that a scenario names which lies in none: an id, or a path from its folder. */
async function findOwn(
  name: string | undefined,
  of: { readonly folder: string; readonly places: RunbookPlaces },
): Promise<string> {
  if (name === undefined)
    throw new UserError({
      message: 'which runbook?',
      place: { file: path.join(of.folder, scenarioFiles.expectation) },
      hint: 'The folder lies in the `scenarios` of none: name it with `runbook: <id>`.',
    });
  return findRunbook(/[/\\]|\.ya?ml$/.test(name) ? path.resolve(of.folder, name) : name, of.places);
}

function missing(file: string, what: string): never {
  throw new UserError({ message: 'is missing', place: { file }, hint: `${what[0]?.toUpperCase()}${what.slice(1)}.` });
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError({ message: `cannot be read: ${messageOf(cause)}`, place: { file } }, { cause });
  }
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() === true;
}
