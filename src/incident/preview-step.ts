import type { Touch } from '../checks/check.ts';
import { CheckProblem, messageOf } from '../errors.ts';
import type { SourceCatalog } from '../logs/source.ts';
import type { Bindings } from '../runbook/expressions.ts';
import type { Step } from '../runbook/schema.ts';
import { assertWritable, prepareStep } from './prepare-step.ts';

/**
 * What running a check step would touch. `blocked`: it would not run as things stand, `reason` says why and `unblock` what would help;
 * what it would touch is then told as far as it is known.
 */
export type StepPreview = {
  readonly status: 'ready' | 'not-applicable' | 'blocked';
  readonly reason?: string;
  readonly unblock?: string;
  readonly touches: readonly Touch[];
};

/** Tells what a check step would touch, and touches nothing itself. */
export async function previewStep(
  step: Step,
  of: {
    readonly bindings: Bindings;
    readonly missingInputs: readonly string[];
    readonly sources: SourceCatalog;
    readonly testTargets: readonly string[];
  },
): Promise<StepPreview> {
  let touches: readonly Touch[] = [];
  try {
    const { check, parameters } = await prepareStep(step, of);
    if (parameters === undefined)
      return { status: 'not-applicable', reason: `does not apply here: ${step.when} is false`, touches };
    touches = check.touches(parameters, of.sources).map((touch) => asMarked(step, touch));
    assertWritable(step, { check, parameters }, of.testTargets);
    return { status: 'ready', touches };
  } catch (cause) {
    const unblock = cause instanceof CheckProblem ? cause.unblock : undefined;
    const reason = messageOf(cause).split('\n')[0] ?? '';
    return { status: 'blocked', reason, ...(unblock === undefined ? {} : { unblock }), touches };
  }
}

/** Of a program nobody knows but the runbook whether it changes something. */
function asMarked({ risk, command, script }: Step, touch: Touch): Touch {
  const isProgram = touch.what === 'command' && (command !== undefined || script !== undefined);
  return risk === 'write' && isProgram ? { ...touch, writes: true } : touch;
}
