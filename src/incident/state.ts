import type { Step } from '../runbook/schema.ts';
import type { CheckResult, Event, FixVerified, Opening, Pasted, Setback, StepAnswer, StepStatus } from './events.ts';

/** What is known of one step. */
export type StepState = {
  readonly id: string;
  readonly phase: string;
  readonly kind: 'ask' | 'do' | 'check';
  readonly status: StepStatus;
  readonly outcome: string | null;
  readonly result?: CheckResult;
  readonly answer?: StepAnswer;
  /** What a check that changes something had done when it last said so; gone when it has finished. */
  readonly progress?: string | undefined;
  /** Why the result may no longer hold; gone when the check has run again. */
  readonly stale?: string | undefined;
  readonly setback?: { readonly as: Setback; readonly reason?: string; readonly from?: string };
  /** Number of the event that last changed it; undo names it. */
  readonly seq: number;
  readonly at?: string;
};

/** A pasted text and the event that brought it. */
export type PastedText = Pasted & { readonly seq: number; readonly at: string };

/** A URL at and under which this incident may write, and when the person said so. */
export type TestTarget = { readonly url: string; readonly at: string };

/** A fix that was applied. `saidAt` is when somebody said so, `appliedAt` when it was, where that was said; then how its check went since. */
export type AppliedFix = {
  readonly fix: string;
  readonly saidAt: string;
  readonly appliedAt?: string;
  readonly by?: string;
  readonly verified: readonly (FixVerified & { readonly at: string })[];
};

export type Remark = { readonly seq: number; readonly at: string; readonly text: string; readonly step?: string };

/** The incident as its journal tells it. Step states lie in the runbook's order. */
export type IncidentState = {
  readonly opening: Opening | undefined;
  readonly openedAt: string | undefined;
  readonly updatedAt: string | undefined;
  readonly steps: ReadonlyMap<string, StepState>;
  readonly remarks: readonly Remark[];
  /** The pasted texts that count, oldest first. */
  readonly pasted: readonly PastedText[];
  readonly testTargets: readonly TestTarget[];
  /** In the order in which they were first applied. */
  readonly appliedFixes: readonly AppliedFix[];
  readonly events: readonly Event[];
  readonly resumes: number;
};

/** The kind of a step: a question, an action, or a check of any kind. */
export function kindOf(step: Step): 'ask' | 'do' | 'check' {
  if (step.ask !== undefined) return 'ask';
  return step.do !== undefined ? 'do' : 'check';
}
