import { UserError } from '../errors.ts';
import { createLogStore } from '../logs/log-store.ts';
import type { Window } from '../logs/window.ts';
import { createCatalog } from '../runbook/catalog.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Step } from '../runbook/schema.ts';
import { bindingsOf } from './bindings.ts';
import type { CheckResult, FixReading } from './events.ts';
import type { OpenPast } from './open-past.ts';
import { sourcesOf } from './paste/readers.ts';
import { previewStep, type StepPreview } from './preview-step.ts';
import { inputsWith, rerunCommand } from './rerun-command.ts';
import { runStep } from './run-step.ts';
import { type IncidentState, kindOf } from './state.ts';

/** What a person says when the check of a fix is a question or an action. Undefined: nothing yet. */
export type Said = {
  readonly status: 'pass' | 'warn' | 'fail';
  readonly outcome: string | null;
  readonly say: string;
  readonly by?: string;
};

/**
 * Makes the check of a fix again, on the evidence as it is now, and records how it went apart from the step's own result. A check that reads
 * logs or metrics reads them from the time of the fix to now, where that is known: as it was said, else when somebody first said that it had
 * been applied. Before it is known, it reads what the incident reads, and says so. Where nothing was logged since, that is no result. `ask`
 * puts a question or an action to the person, `confirm` gets a yes to what a check with `risk: write` would change.
 */
export async function verifyFix(of: {
  readonly past: OpenPast;
  readonly fix: string;
  /** Said of the fix now, or undefined where it is said already. */
  readonly applied: { readonly appliedAt?: string; readonly by?: string } | undefined;
  readonly ask: (step: Step) => Promise<Said | undefined>;
  readonly confirm: (preview: StepPreview) => Promise<boolean>;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { past, fix: id, applied, ask, confirm, signal } = of;
  const { runbook } = past.runbook;
  const fix = runbook.fixes.find((one) => one.id === id);
  const step = stepsOf(runbook).find((one) => one.step.id === fix?.verify)?.step;
  if (fix === undefined || step === undefined)
    throw new UserError({ message: `fix "${id}" names no step that verifies it` });
  const earlier = past.state().appliedFixes.find((one) => one.fix === id);
  if (earlier === undefined || applied !== undefined) await past.append({ type: 'fix-applied', fix: id, ...applied });
  const hasPast = step.metric !== undefined || sourcesOf(runbook, step).some(({ log }) => log !== undefined);
  const since = applied?.appliedAt ?? earlier?.appliedAt ?? earlier?.saidAt;
  const window = hasPast && since !== undefined ? windowSince(since, past.machine.now()) : undefined;
  const before = readingOf(step, past.state());
  const after =
    kindOf(step) === 'check'
      ? await check(step, { past, window, confirm, signal })
      : toReading(await ask(step), past.machine.now());
  const unknown = hasPast && since === undefined ? { isSinceUnknown: true as const } : {};
  await past.append({
    type: 'fix-verified',
    fix: id,
    step: step.id,
    before,
    after,
    window: window ?? null,
    ...unknown,
  });
}

function windowSince(since: string, now: Date): Window {
  return { fromMs: Math.min(Date.parse(since), now.getTime()), toMs: now.getTime() };
}

async function check(
  step: Step,
  of: {
    readonly past: OpenPast;
    readonly window: Window | undefined;
    readonly confirm: (preview: StepPreview) => Promise<boolean>;
    readonly signal: AbortSignal;
  },
): Promise<FixReading> {
  const { past, window, confirm, signal } = of;
  const { runbook } = past.runbook;
  const { machine, folder, inputs, approval, known } = past;
  const state = past.state();
  const testTargets = state.testTargets.map(({ url }) => url);
  const sources = createCatalog(runbook, inputs.values);
  const bindings = { ...bindingsOf(runbook, state), inputs: inputs.values };
  const scope = { bindings, missingInputs: inputs.missing };
  if (step.risk === 'write') {
    const preview = past.redactor.value(await previewStep(step, { ...scope, sources, testTargets }));
    if (!(await confirm(preview))) return toReading(undefined, machine.now());
  }
  const logs = createLogStore({ folder, sources, known, env: machine.env, mayRun: approval !== undefined });
  try {
    const result = await runStep(step, {
      ...scope,
      context: {
        now: machine.now,
        folder,
        sources,
        logs,
        window: window ?? past.window,
        env: machine.env,
        approval,
        redact: past.redactor.text,
        testTargets,
      },
      signal,
      progress: () => {},
      command: (one) =>
        rerunCommand(
          { ...past.opening, inputs: inputsWith(window ?? past.window, past.opening, runbook) },
          one,
          past.pastedFor(step),
        ),
    });
    return fromResult(result, emptySince(result, window));
  } finally {
    logs.close();
  }
}

/** Why a result says nothing: the logs hold no line from after the fix. A check that finds no fault in silence has found nothing. */
function emptySince({ facts }: CheckResult, window: Window | undefined): string | undefined {
  const { read } = facts;
  if (window === undefined || typeof read !== 'object' || read === null || !('inWindow' in read)) return undefined;
  if (read.inWindow !== 0) return undefined;
  const last = 'last' in read && typeof read.last === 'string' ? ` (the last is from ${read.last})` : '';
  return `its logs hold no line from after the fix, since ${new Date(window.fromMs).toISOString()}${last}`;
}

function fromResult(result: CheckResult, empty: string | undefined): FixReading {
  const { status, outcome, say, startedAt, durationMs, command, evidence } = result;
  const told = { at: startedAt, durationMs, command };
  if (empty !== undefined) return { ...told, status: 'blocked', outcome: null, say: empty, evidence: [] };
  return { ...told, status, outcome, say, evidence };
}

function toReading(said: Said | undefined, now: Date): FixReading {
  const told = { at: now.toISOString(), durationMs: null, command: null, evidence: [] };
  return said === undefined
    ? { ...told, status: 'waiting', outcome: null, say: 'nobody has said or confirmed it yet' }
    : { ...told, ...said };
}

/** What the step said in the walk; null where it had not been made. */
function readingOf(step: Step, state: IncidentState): FixReading | null {
  const found = state.steps.get(step.id);
  if (found === undefined) return null;
  const { result, answer, status, outcome, at = null } = found;
  if (result !== undefined) return { ...fromResult(result, undefined), outcome };
  if (answer === undefined) return null;
  const label = step.choices?.find(({ id }) => id === answer.choice)?.label;
  const say = [label, answer.text].filter((part) => part !== undefined && part !== '').join(': ') || 'done';
  const by = answer.by === undefined ? {} : { by: answer.by };
  return { status, outcome, say, at, durationMs: null, command: null, evidence: [], ...by };
}
