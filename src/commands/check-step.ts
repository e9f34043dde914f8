import path from 'node:path';
import { suggest, UserError } from '../errors.ts';
import { resolveInputs } from '../incident/inputs.ts';
import { overlayPasted } from '../incident/paste/overlay.ts';
import { previewStep } from '../incident/preview-step.ts';
import { inputsWith, rerunCommand } from '../incident/rerun-command.ts';
import { kindOf } from '../incident/state.ts';
import { openEvidenceFolder } from '../logs/evidence-folder.ts';
import { knowFormats } from '../logs/formats/known-formats.ts';
import { createRedactor } from '../redact/redactor.ts';
import { createCatalog } from '../runbook/catalog.ts';
import { findRunbook, nameOfRunbook } from '../runbook/find.ts';
import { loadRunbook, stepsOf } from '../runbook/load.ts';
import { policyOf } from '../runbook/redaction-policy.ts';
import { stepKinds } from '../runbook/step-kinds.ts';
import { approveCommands } from './approve-commands.ts';
import { cancelOnInterrupt } from './cancel-on-interrupt.ts';
import { confirmWrites } from './confirm-writes.ts';
import { dryRun } from './dry-run.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { checkedRunbooks, runbookPlaces, thisMachine } from './machine.ts';
import { parseInputs } from './parse-inputs.ts';
import { parsePasted } from './parse-pasted.ts';
import { runOneCheck } from './run-one-check.ts';
import { readTestTargets } from './test-targets.ts';

/** Runs one check of a runbook on an evidence folder and prints its result; no incident is opened. */
export async function checkStep(
  name: string,
  id: string,
  flags: {
    readonly input: readonly string[];
    readonly pasted: readonly string[];
    readonly evidence?: string;
    readonly json?: boolean;
    readonly yes?: boolean;
    readonly timeout?: string;
    readonly testTarget?: readonly string[];
    readonly confirmWrites?: boolean;
    readonly dryRun?: boolean;
  },
  globals: Globals,
): Promise<void> {
  const checked = flags.dryRun === true ? undefined : checkedRunbooks(globals);
  const loaded = await loadRunbook(await findRunbook(name, runbookPlaces(globals)), checked);
  const { runbook } = loaded;
  const step = stepsOf(runbook).find((one) => one.step.id === id)?.step;
  const checkIds = stepsOf(runbook)
    .filter((one) => kindOf(one.step) === 'check')
    .map((one) => one.step.id);
  if (step === undefined || kindOf(step) !== 'check') {
    const hint = suggest(id, checkIds) ?? `Its checks are ${checkIds.join(', ')}.`;
    throw new UserError({ message: `runbook ${runbook.id} has no check "${id}"`, hint });
  }
  const testTargets = readTestTargets(flags);
  if (flags.dryRun === true)
    return dryRun({
      loaded,
      given: parseInputs(flags.input),
      evidence: flags.evidence ?? null,
      testTargets,
      isWanted: (one) => one.id === id,
      own: [],
      flags,
    });
  const pasted = parsePasted(flags.pasted, runbook);
  const folder = overlayPasted(await openEvidenceFolder(flags.evidence), {
    home: process.cwd(),
    runbook,
    pasted: () => pasted,
  });
  const { signal, release } = cancelOnInterrupt();
  try {
    const machine = thisMachine(globals.version);
    const known = knowFormats([...((await machine.formats?.()) ?? []), ...runbook.formats]);
    const approval = await approveCommands({
      runbook: loaded,
      root: machine.root,
      ui: 'none',
      yes: flags.yes === true,
      globals,
    });
    const given = parseInputs(flags.input);
    const inputs = await resolveInputs({ runbook, given, env: process.env, folder, known, now: new Date(), signal });
    const opening = {
      runbook: {
        id: runbook.id,
        name: await nameOfRunbook({ id: runbook.id, file: loaded.file }, runbookPlaces(globals)),
      },
      inputs: inputsWith(inputs.window, { inputs: inputs.shown }, runbook),
      evidence: folder.path ?? null,
    };
    const sources = createCatalog(runbook, inputs.values);
    const bindings = { inputs: inputs.values };
    if (step.risk === 'write') {
      const preview = await previewStep(step, { bindings, missingInputs: inputs.missing, sources, testTargets });
      const shown = createRedactor({
        key: String(process.pid),
        secrets: inputs.secrets,
        policy: policyOf(runbook),
      }).value(preview);
      const flag = { name: '--confirm-writes', isGiven: flags.confirmWrites === true };
      if (preview.status !== 'not-applicable' && !(await confirmWrites({ preview: shown, flag }))) {
        process.exitCode = exitCodes.inconclusive;
        return;
      }
    }
    process.exitCode = await runOneCheck({
      kind: stepKinds.find((one) => one in step && one !== 'ask' && one !== 'do') ?? 'check',
      step,
      folder,
      sources,
      window: inputs.window,
      secrets: inputs.secrets,
      policy: policyOf(runbook),
      scope: {
        bindings,
        missingInputs: inputs.missing,
        command: (one) =>
          rerunCommand(
            opening,
            one,
            pasted.map(({ source, file }) => ({ source, path: path.resolve(file) })),
          ),
      },
      known,
      approval,
      testTargets,
      signal,
      flags,
    });
  } finally {
    release();
  }
}
