import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { diagnoseIncident } from '../../incident/diagnose-incident.ts';
import { createReport } from '../../report/report.ts';
import type { Mismatch } from '../compare.ts';
import { scenarioFiles } from '../find-scenarios.ts';
import { runScenario } from '../run-scenario.ts';
import { type CopiedEvidence, copyEvidence } from './copy-evidence.ts';
import { expectationOf, withoutMismatches } from './expectation-of.ts';
import { inputsOf } from './inputs-of.ts';
import type { PastIncident } from './read-past-incident.ts';
import { renderAnswers, renderExpectation, renderInputs } from './render-files.ts';

/** An incident that was made a scenario. */
export type CreatedScenario = CopiedEvidence & {
  /** Inputs whose values would mean nothing elsewhere. */
  readonly inputsLeftOut: readonly string[];
  /** What the incident found and the scenario does not, so that it is not expected. */
  readonly notReproduced: readonly Mismatch[];
};

/**
 * Makes a scenario folder of an incident: redacted evidence, answers, inputs, and as expectation what of the incident's result comes out of
 * them. It is walked once before it gets its name. Throws a `UserError` when the folder is there already or the walk cannot be made.
 */
export async function createScenario(of: {
  readonly past: PastIncident;
  readonly to: string;
  /** How `expect.yaml` names the runbook; undefined where the folder lies in it. */
  readonly runbookName: string | undefined;
  readonly context: Omit<Parameters<typeof runScenario>[1], 'load'>;
}): Promise<CreatedScenario> {
  const to = path.resolve(of.to);
  await assertFree(of.to);
  await mkdir(path.dirname(to), { recursive: true });
  const draft = await mkdtemp(`${to}.`);
  try {
    const created = await fill(draft, of);
    await rename(draft, to);
    return created;
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw cause;
  }
}

async function assertFree(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError({ message: `"${folder}" is there already and is no folder` }, { cause });
  });
  if (entries.length > 0)
    throw new UserError({
      message: `"${folder}" is there already, and nothing in it is overwritten`,
      hint: 'Name another folder with --to DIR.',
    });
}

async function fill(draft: string, of: Parameters<typeof createScenario>[0]): Promise<CreatedScenario> {
  const { past, runbookName, context } = of;
  const { loaded, state, redactor } = past;
  const copied = await copyEvidence(past, { to: path.join(draft, scenarioFiles.evidence), signal: context.signal });
  const { inputs, leftOut } = inputsOf(past);
  const write = (name: keyof typeof scenarioFiles, text: string) =>
    writeFile(path.join(draft, scenarioFiles[name]), text);
  await write('answers', redactor.text(renderAnswers(state, loaded.runbook)));
  if (Object.keys(inputs).length > 0) await write('inputs', redactor.text(renderInputs(inputs)));
  const report = createReport({ state, diagnosis: diagnoseIncident(loaded.runbook, state), runbook: loaded });
  const wanted = { ...expectationOf(report), ...(runbookName === undefined ? {} : { runbook: runbookName }) };
  const writeExpectation = (notReproduced: readonly Mismatch[]) => {
    const expectation = withoutMismatches(wanted, notReproduced);
    const text = renderExpectation({ expectation, incident: past.incident.id, notReproduced });
    // Outside comments it holds ids of the runbook alone, and one may be named like a secret.
    return write('expectation', text.replace(/^#.*$/gm, redactor.text));
  };
  await writeExpectation([]);
  const scenario = { name: path.basename(of.to), folder: draft, runbookFile: loaded.file };
  const result = await runScenario(scenario, { ...context, load: async () => loaded });
  if (result.status === 'broken') throw result.problem;
  await writeExpectation(result.mismatches);
  return { ...copied, inputsLeftOut: leftOut, notReproduced: result.mismatches };
}
