import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { suggest, UserError } from '../errors.ts';
import { parseAnswers } from '../incident/answers.ts';
import { openIncident } from '../incident/open-incident.ts';
import { openLab } from '../lab/open-lab.ts';
import { listScenarios, type Scenario } from '../lab/scenario.ts';
import type { Staged } from '../lab/stage.ts';
import { loadRunbook } from '../runbook/load.ts';
import { chooseUi, isDrawn, preload, type UiFlags } from './choose-ui.ts';
import { createGate } from './gate.ts';
import type { Globals } from './globals.ts';
import { cacheRoot, checkedRunbooks, thisMachine } from './machine.ts';
import { walk } from './walk.ts';

const defaultScenario = 's1-02-success-treated-as-failure';

/** Stages an incident with fake parties, with its evidence files and live endpoints on loopback, and walks it. */
export async function demo(
  name: string | undefined,
  flags: UiFlags & { readonly list?: boolean; readonly seed?: number },
  globals: Globals,
): Promise<void> {
  const runbooksDir = path.join(globals.packageRoot, 'runbooks');
  const scenarios = await listAllScenarios(runbooksDir);
  if (flags.list === true) {
    for (const one of scenarios) process.stdout.write(`${one.name.padEnd(34)}  ${one.title}\n`);
    return;
  }
  const scenario = choose(scenarios, name ?? defaultScenario);
  const runbookFile = path.join(runbooksDir, scenario.runbook, 'runbook.yaml');
  await access(runbookFile).catch((cause: unknown) => {
    const message = `there is no runbook "${scenario.runbook}" to walk the scenario "${scenario.name}" with`;
    throw new UserError({ message, hint: `Expected ${runbookFile}.` }, { cause });
  });
  const ui = chooseUi(flags);
  const gate = createGate(!isDrawn(ui));
  await preload(ui, globals);
  const seed = flags.seed ?? scenario.seed;
  const dir = path.join(cacheRoot(), 'demo', `${scenario.name}-${seed}`);
  process.stderr.write(`Staging "${scenario.title}" …\n`);
  const runbook = await loadRunbook(runbookFile, checkedRunbooks(globals));
  const onStaged = ({ lines }: Staged) => process.stderr.write(`${lines} lines of evidence in ${dir}\n`);
  const lab = await openLab({ scenario, dir, seed, known: runbook.runbook.inputs, onStaged });
  try {
    // On a screen the person plays the parties; alone, the demo lets them say what they say in this scenario.
    const answersFile = path.join(runbooksDir, scenario.runbook, 'scenarios', scenario.name, 'answers.yaml');
    const answers =
      ui === 'none'
        ? parseAnswers(await readFile(answersFile, 'utf8'), { file: answersFile, runbook: runbook.runbook })
        : [];
    const incident = await openIncident({
      runbook,
      evidence: dir,
      given: lab.inputs,
      testTargets: lab.testTargets,
      machine: thisMachine(globals.version),
      hold: gate.opened,
    });
    process.exitCode = await walk({ incident, answers, ui, flags, globals, gate });
  } finally {
    await lab.close();
  }
}

async function listAllScenarios(runbooksDir: string): Promise<readonly Scenario[]> {
  const runbooks = (await readdir(runbooksDir)).sort();
  return (await Promise.all(runbooks.map((id) => listScenarios(path.join(runbooksDir, id, 'scenarios'))))).flat();
}

function choose(scenarios: readonly Scenario[], name: string): Scenario {
  const found = scenarios.filter((one) => one.name === name || one.name.startsWith(name.toLowerCase()));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = scenarios.map((one) => one.name);
  throw new UserError({
    message: `there is no scenario "${name}"`,
    hint: suggest(name, names) ?? `There are: ${names.join(', ')}.`,
  });
}
