import type { CheckKind } from '../checks/kinds.ts';
import { type EvidenceFolder, openEvidenceFolder } from '../logs/evidence-folder.ts';
import type { SourceCatalog, SourceEntry } from '../logs/source.ts';
import type { Window } from '../logs/window.ts';
import type { Step } from '../runbook/schema.ts';
import { cancelOnInterrupt } from './cancel-on-interrupt.ts';
import { runOneCheck } from './run-one-check.ts';

/** One check as a step: what a runbook would write, the folder it reads from, its sources, and the secrets it holds. */
export type ByHand = {
  readonly kind: CheckKind;
  readonly parameters: object;
  readonly folder?: string | EvidenceFolder | undefined;
  readonly sources?: readonly SourceEntry[];
  readonly secrets?: readonly string[];
  readonly window?: Window | undefined;
};

/** The flags of every kind. */
export type CommonFlags = { readonly json?: boolean; readonly timeout?: string };

/** Runs one check by hand and prints its result; Ctrl-C cancels it. */
export async function runByHand(byHand: ByHand, flags: CommonFlags): Promise<void> {
  const { kind, secrets = [], window } = byHand;
  const folder = typeof byHand.folder === 'object' ? byHand.folder : await openEvidenceFolder(byHand.folder);
  const sources: SourceCatalog = new Map((byHand.sources ?? []).map((entry) => [entry.id, entry]));
  const parameters = Object.fromEntries(Object.entries(byHand.parameters).filter(([, value]) => value !== undefined));
  const step = { id: kind, risk: 'read', [kind]: parameters } as unknown as Step;
  const scope = { bindings: {}, missingInputs: [], command: () => '' };
  const { signal, release } = cancelOnInterrupt();
  try {
    process.exitCode = await runOneCheck({ kind, step, folder, sources, window, secrets, scope, signal, flags });
  } finally {
    release();
  }
  // The system goes on looking up a name that was given up, for many seconds: once all is printed, nobody waits for that.
  process.stdout.write('', () => process.exit());
}
