import type { Approval } from '../checks/check.ts';
import type { AnyCheck } from '../checks/index.ts';
import type { CheckKind } from '../checks/kinds.ts';
import { previewStep } from '../incident/preview-step.ts';
import { type EvidenceFolder, openEvidenceFolder } from '../logs/evidence-folder.ts';
import type { SourceCatalog, SourceEntry } from '../logs/source.ts';
import type { Window } from '../logs/window.ts';
import { createRedactor } from '../redact/redactor.ts';
import type { Step } from '../runbook/schema.ts';
import { cancelOnInterrupt, type Interrupt } from './cancel-on-interrupt.ts';
import { assertFlags, type FlagNames } from './check/assert-flags.ts';
import { confirmWrites } from './confirm-writes.ts';
import { exitCodes } from './exit-codes.ts';
import { printDryRunOfCheck } from './print-dry-run.ts';
import { runOneCheck } from './run-one-check.ts';

/**
 * One check as a step: what a runbook would write (`flagNames` says which flags that came from), the folder it reads from, its sources, and the secrets it holds. Where it changes
 * something, `testTargets` are where, and `confirm` is the flag that says yes to it.
 */
export type ByHand = {
  readonly kind: CheckKind;
  readonly parameters: object;
  readonly flagNames?: FlagNames;
  readonly folder?: string | EvidenceFolder | undefined;
  readonly sources?: readonly SourceEntry[];
  readonly secrets?: readonly string[];
  readonly window?: Window | undefined;
  readonly testTargets?: readonly string[];
  /** Whoever types what is to be run has approved it. */
  readonly approval?: Approval;
  /** The line that runs it again, where the check has none of its own. */
  readonly again?: string;
  readonly confirm?: { readonly name: string; readonly isGiven: boolean };
  /** Where the caller listens for Ctrl-C already; it is released here. */
  readonly interrupt?: Interrupt;
};

/** The flags of every kind. */
export type CommonFlags = { readonly json?: boolean; readonly timeout?: string; readonly dryRun?: boolean };

/** Runs one check by hand and prints its result, or what it would touch; Ctrl-C cancels it. Throws a `UserError` for a flag it cannot use. */
export async function runByHand(byHand: ByHand, flags: CommonFlags): Promise<void> {
  const { kind, confirm, testTargets = [], secrets = [], window, approval, again = '' } = byHand;
  const sources: SourceCatalog = new Map((byHand.sources ?? []).map((entry) => [entry.id, entry]));
  const parameters = Object.fromEntries(Object.entries(byHand.parameters).filter(([, value]) => value !== undefined));
  const { checks } = await import('../checks/index.ts');
  assertFlags(checks[kind] as AnyCheck, parameters, byHand.flagNames ?? {});
  const step = { id: kind, risk: confirm === undefined ? 'read' : 'write', [kind]: parameters } as unknown as Step;
  const scope = { bindings: {}, missingInputs: [], command: () => again };
  const preview = async () =>
    createRedactor({ key: String(process.pid), secrets }).value(
      await previewStep(step, { ...scope, sources, testTargets }),
    );
  if (flags.dryRun === true) {
    printDryRunOfCheck({ kind, preview: await preview() }, flags);
    return;
  }
  if (confirm !== undefined && !(await confirmWrites({ preview: await preview(), flag: confirm }))) {
    process.exitCode = exitCodes.inconclusive;
    return;
  }
  const { signal, release } = byHand.interrupt ?? cancelOnInterrupt();
  try {
    process.exitCode = await runOneCheck({
      kind,
      step,
      folder: typeof byHand.folder === 'object' ? byHand.folder : await openEvidenceFolder(byHand.folder),
      sources,
      window,
      secrets,
      scope,
      testTargets,
      approval,
      signal,
      flags,
    });
  } finally {
    release();
  }
  // Once all is printed, no connection that was given up is waited for. A name that the system still looks up is, by Node itself (libuv
  // joins its threads), whatever is done here.
  process.stdout.write('', () => process.exit());
}
