import type { Globals } from '../cli.ts';
import { suggest, UserError } from '../errors.ts';
import { resolveInputs } from '../incident/inputs.ts';
import { rerunCommand } from '../incident/rerun-command.ts';
import { runStep } from '../incident/run-step.ts';
import { kindOf } from '../incident/state.ts';
import { openEvidenceFolder } from '../logs/evidence-folder.ts';
import { createLogStore } from '../logs/log-store.ts';
import { createRedactor } from '../redact/redactor.ts';
import { createCatalog } from '../runbook/catalog.ts';
import { findRunbook } from '../runbook/find.ts';
import { loadRunbook, stepsOf } from '../runbook/load.ts';
import { stepKinds } from '../runbook/step-kinds.ts';
import { cancelOnInterrupt } from './cancel-on-interrupt.ts';
import { exitCodes } from './exit-codes.ts';
import { checkedRunbooks, runbookPlaces } from './machine.ts';
import { parseInputs } from './parse-inputs.ts';
import { printResult } from './print-result.ts';

/** Runs one check of a runbook on an evidence folder and prints its result; no incident is opened. */
export async function checkStep(
  name: string,
  id: string,
  flags: {
    readonly input: readonly string[];
    readonly evidence?: string;
    readonly json?: boolean;
    readonly timeout?: string;
  },
  globals: Globals,
): Promise<void> {
  const loaded = await loadRunbook(await findRunbook(name, runbookPlaces(globals)), checkedRunbooks(globals));
  const { runbook } = loaded;
  const step = stepsOf(runbook).find((one) => one.step.id === id)?.step;
  const checkIds = stepsOf(runbook)
    .filter((one) => kindOf(one.step) === 'check')
    .map((one) => one.step.id);
  if (step === undefined || kindOf(step) !== 'check') {
    const hint = suggest(id, checkIds) ?? `Its checks are ${checkIds.join(', ')}.`;
    throw new UserError({ message: `runbook ${runbook.id} has no check "${id}"`, hint });
  }
  const folder = await openEvidenceFolder(flags.evidence);
  const now = () => new Date();
  const { signal, release } = cancelOnInterrupt();
  const inputs = await resolveInputs({
    runbook,
    given: parseInputs(flags.input),
    env: process.env,
    folder,
    now: now(),
    signal,
  });
  const sources = createCatalog(runbook, inputs.values);
  const logs = createLogStore({ folder, sources });
  try {
    const found = await runStep(flags.timeout === undefined ? step : { ...step, timeout: flags.timeout }, {
      bindings: { inputs: inputs.values },
      missingInputs: inputs.missing,
      context: { now, folder, sources, logs, window: inputs.window },
      signal,
      progress: () => undefined,
      command: (one) =>
        rerunCommand(
          {
            runbook: { ...loaded, id: runbook.id, title: runbook.title },
            inputs: inputs.shown,
            evidence: folder.path ?? null,
          },
          one,
        ),
    });
    const result = createRedactor({ key: String(process.pid), secrets: inputs.secrets }).value(found);
    const kind = stepKinds.find((one) => one in step && one !== 'ask' && one !== 'do') ?? 'check';
    process.exitCode = printResult(kind, result, flags);
  } catch (cause) {
    if (!signal.aborted) throw cause;
    process.exitCode = exitCodes.interrupted;
  } finally {
    release();
    logs.close();
  }
}
