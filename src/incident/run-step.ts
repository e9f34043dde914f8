import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckContext, Measurement } from '../checks/check.ts';
import type { AnyCheck } from '../checks/index.ts';
import { CheckProblem, messageOf } from '../errors.ts';
import { parseDuration } from '../logs/window.ts';
import { boundPictures } from '../plot/bound-pictures.ts';
import { type Bindings, evaluateExpression } from '../runbook/expressions.ts';
import type { Outcome, Step } from '../runbook/schema.ts';
import { fillText } from '../runbook/templates.ts';
import type { CheckResult } from './events.ts';
import { assertWritable, prepareStep } from './prepare-step.ts';

/** What running a check step needs: the values expressions may name, the ids of inputs that have none, and the world. */
export type RunScope = {
  readonly bindings: Bindings;
  readonly missingInputs: readonly string[];
  readonly context: Omit<CheckContext, 'signal' | 'timeoutMs' | 'progress'>;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
  /** The causebook command that runs a step again. */
  readonly command: (step: string) => string;
};

/**
 * Runs a check step to its result. It always ends: at its time-out it is given up, whatever the check does. It throws
 * only when `signal` fires.
 */
export async function runStep(step: Step, scope: RunScope): Promise<CheckResult> {
  const started = scope.context.now();
  const finish = (result: Omit<CheckResult, 'startedAt' | 'durationMs'>): CheckResult => ({
    ...result,
    startedAt: started.toISOString(),
    durationMs: scope.context.now().getTime() - started.getTime(),
  });
  try {
    const { check, parameters } = await prepareStep(step, scope);
    if (parameters === undefined)
      return finish({ ...nothing, status: 'not-applicable', say: `does not apply here: ${step.when} is false` });
    assertWritable(step, { check, parameters }, scope.context.testTargets ?? []);
    const sources = check.holds?.(parameters) ?? [];
    // What it waits for others is none of its time.
    const measured = await scope.context.logs.inTurn({ sources, signal: scope.signal }, () =>
      withTimeout({ step, check, scope }, (context) => check.run(parameters, context)),
    );
    return finish({
      ...judge({ step, measured, bindings: scope.bindings }),
      command: measured.command ?? scope.command(step.id),
    });
  } catch (cause) {
    scope.signal.throwIfAborted();
    const problem = cause instanceof CheckProblem ? cause : undefined;
    const unblock = problem?.unblock;
    return finish({
      ...nothing,
      status: problem?.status ?? 'error',
      say: messageOf(cause).split('\n')[0] ?? '',
      ...(unblock === undefined ? {} : { unblock }),
    });
  }
}

const nothing = { outcome: null, facts: {}, evidence: [], command: null } as const;

async function withTimeout(
  options: { readonly step: Step; readonly check: AnyCheck; readonly scope: RunScope },
  run: (context: CheckContext) => Promise<Measurement>,
): Promise<Measurement> {
  const { step, check, scope } = options;
  const timeoutMs = step.timeout === undefined ? check.timeoutMs : parseDuration(step.timeout);
  const giveUp = new AbortController();
  const signal = AbortSignal.any([scope.signal, giveUp.signal]);
  // A step may read any number of sources side by side, each of which listens: that is no leak, and Node is not to warn of one.
  setMaxListeners(0, signal);
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // First the reason, then the abort: a check that ends at once must not be the one to say why.
      reject(
        new CheckProblem({
          status: 'error',
          message: `gave up after ${timeoutMs / 1000} s, the time-out of this step`,
        }),
      );
      giveUp.abort(Object.assign(new Error('timed out'), { name: 'AbortError' }));
    }, timeoutMs);
    scope.signal.addEventListener('abort', () => reject(scope.signal.reason), { once: true });
  });
  const running = run({ ...scope.context, signal, timeoutMs, progress: scope.progress });
  running.catch(() => undefined);
  ended.catch(() => undefined);
  try {
    return await Promise.race([running, ended]);
  } finally {
    clearTimeout(timer);
    if (signal.aborted) await Promise.race([running.catch(() => undefined), sleep(tidyMs)]);
  }
}

/** A check that was given up has this long to tidy up behind itself: to end its query at the server, say. */
const tidyMs = 500;

function judge(options: {
  readonly step: Step;
  readonly measured: Measurement;
  readonly bindings: Bindings;
}): Omit<CheckResult, 'startedAt' | 'durationMs' | 'command'> {
  const { step, measured, bindings } = options;
  const { evidence, verdict, unseen = '' } = measured;
  const known = { ...bindings, result: measured.facts };
  const pictures = boundPictures(measured.pictures ?? []);
  const found = { facts: measured.facts, evidence, ...(pictures.length === 0 ? {} : { pictures }) };
  if (step.outcomes === undefined) return { ...verdict, ...found };
  const outcome = step.outcomes.find((one) => one.when === undefined || holds(one, known));
  if (outcome === undefined) return { status: 'error', outcome: null, say: 'no outcome fits what was found', ...found };
  const say = outcome.say === undefined ? verdict.say : withUnseen(fillText(outcome.say, known).trim(), unseen);
  // What was not seen may hold what was not found: such a pass is no plain one.
  const isUnsure = unseen !== '' && verdict.status === 'warn' && outcome.status === 'pass';
  return { status: isUnsure ? 'warn' : outcome.status, outcome: outcome.id, say: say.trim(), ...found };
}

/** A sentence of the runbook is as true as what was seen. */
function withUnseen(say: string, unseen: string): string {
  return unseen === '' ? say : `${say.replace(/(?<!\.)\.$/, '')}; ${unseen}`;
}

function holds(outcome: Outcome, bindings: Bindings): boolean {
  try {
    return evaluateExpression(outcome.when ?? 'true', bindings) === true;
  } catch (cause) {
    throw new CheckProblem(
      {
        status: 'error',
        message: `outcome ${outcome.id}: ${outcome.when} could not be decided: ${messageOf(cause).split('\n')[0]}`,
      },
      { cause },
    );
  }
}
