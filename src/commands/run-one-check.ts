import type { Approval } from '../checks/check.ts';
import { type RunScope, runStep } from '../incident/run-step.ts';
import type { EvidenceFolder } from '../logs/evidence-folder.ts';
import type { KnownFormats } from '../logs/formats/known-formats.ts';
import { createLogStore } from '../logs/log-store.ts';
import type { SourceCatalog } from '../logs/source.ts';
import type { Window } from '../logs/window.ts';
import { defaultPolicy, type RedactionPolicy } from '../redact/policy.ts';
import { createRedactor } from '../redact/redactor.ts';
import { toVisible } from '../redact/visible.ts';
import type { Step } from '../runbook/schema.ts';
import { exitCodes } from './exit-codes.ts';
import { printResult } from './print-result.ts';

/** Runs one check without an incident, prints its redacted result, and gives the exit code: 130 where `signal` fired. */
export async function runOneCheck(options: {
  readonly kind: string;
  readonly step: Step;
  readonly folder: EvidenceFolder;
  readonly sources: SourceCatalog;
  readonly window: Window | undefined;
  readonly secrets: readonly string[];
  readonly policy?: RedactionPolicy;
  readonly scope: Pick<RunScope, 'bindings' | 'missingInputs' | 'command'>;
  readonly known?: KnownFormats | undefined;
  readonly approval?: Approval | undefined;
  readonly testTargets?: readonly string[];
  readonly signal: AbortSignal;
  readonly flags: { readonly json?: boolean | undefined; readonly timeout?: string | undefined };
}): Promise<number> {
  const { kind, folder, sources, window, secrets, scope, signal, flags } = options;
  const step = flags.timeout === undefined ? options.step : { ...options.step, timeout: flags.timeout };
  const { known, approval, testTargets = [], policy = defaultPolicy } = options;
  let told = '';
  const logs = createLogStore({ folder, sources, known, env: process.env, mayRun: approval !== undefined });
  const redactor = createRedactor({ key: String(process.pid), secrets, policy });
  try {
    const context = {
      now: () => new Date(),
      folder,
      sources,
      logs,
      window,
      env: process.env,
      approval,
      redact: redactor.text,
      testTargets,
    };
    const progress = (text: string) => {
      told = text;
    };
    const found = await runStep(step, { ...scope, context, signal, progress });
    return await printResult(kind, redactor.value(found), flags);
  } catch (cause) {
    if (!signal.aborted) throw cause;
    // What has been changed elsewhere stays changed: how far it came must be known.
    if (step.risk === 'write') {
      const isProgram = step.command !== undefined || step.script !== undefined;
      const nothing = isProgram ? 'nothing was run' : 'nothing was sent';
      process.stderr.write(toVisible(`causebook: stopped; ${redactor.text(told) || nothing}`).concat('\n'));
    }
    return exitCodes.interrupted;
  } finally {
    logs.close();
  }
}
