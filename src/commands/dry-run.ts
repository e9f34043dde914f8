import { bindingsOf } from '../incident/bindings.ts';
import { resolveInputs } from '../incident/inputs.ts';
import { previewStep } from '../incident/preview-step.ts';
import { type IncidentState, kindOf } from '../incident/state.ts';
import { createState } from '../incident/update.ts';
import { openEvidenceFolder } from '../logs/evidence-folder.ts';
import { createRedactor } from '../redact/redactor.ts';
import { createCatalog } from '../runbook/catalog.ts';
import { type LoadedRunbook, stepsOf } from '../runbook/load.ts';
import { policyOf } from '../runbook/redaction-policy.ts';
import type { Step } from '../runbook/schema.ts';
import { stepKinds } from '../runbook/step-kinds.ts';
import type { DryStep } from './print-dry-run.ts';
import { type DryRun, printDryRun } from './print-dry-run.ts';

/**
 * Prints what the checks of a runbook would touch, step by step, and touches none of it: no file, no name, no command, no incident. Only
 * the runbook itself has been read, and the journal of an incident that is there.
 */
export async function dryRun(of: {
  readonly loaded: LoadedRunbook;
  readonly given: { readonly [id: string]: string };
  readonly evidence: string | null;
  readonly testTargets: readonly string[];
  /** An incident as it stands; a new one where this is left out. */
  readonly state?: IncidentState;
  /** Which of the checks would run; all of them where this is left out. */
  readonly isWanted?: (step: Step) => boolean;
  /** Files of causebook's own that the run would read or write. */
  readonly own: DryRun['own'];
  readonly flags: { readonly json?: boolean };
}): Promise<void> {
  const { loaded, given, evidence, testTargets, isWanted = () => true } = of;
  const { runbook } = loaded;
  // No folder is opened: what an input is looked up in the logs for stays unknown.
  const folder = await openEvidenceFolder(undefined);
  const signal = new AbortController().signal;
  const inputs = await resolveInputs({ runbook, given, env: process.env, folder, now: new Date(), signal });
  const bindings = { ...bindingsOf(runbook, of.state ?? createState(runbook)), inputs: inputs.values };
  const redactor = createRedactor({ key: String(process.pid), secrets: inputs.secrets, policy: policyOf(runbook) });
  const scope = {
    bindings,
    missingInputs: inputs.missing,
    sources: createCatalog(runbook, inputs.values),
    testTargets,
  };
  const steps = await Promise.all(
    stepsOf(runbook)
      .filter(({ step }) => kindOf(step) === 'check' && isWanted(step))
      .map(async ({ phase, step }): Promise<DryStep> => {
        const preview = redactor.value(await previewStep(step, scope));
        const isReady = preview.status === 'ready';
        return {
          step: step.id,
          phase,
          kind: stepKinds.find((kind) => step[kind as keyof Step] !== undefined) ?? 'check',
          risk: step.risk,
          runs: !isReady ? 'no' : step.risk === 'write' ? 'after-yes' : 'by-itself',
          preview,
        };
      }),
  );
  const { id, title } = runbook;
  printDryRun({ runbook: { id, title, sha256: loaded.sha256 }, evidence, testTargets, steps, own: of.own }, of.flags);
}
