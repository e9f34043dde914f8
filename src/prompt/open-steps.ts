import { knownBy, tellingSightings } from '../incident/known.ts';
import type { Session } from '../incident/session.ts';
import { describeSteps, type StepReport } from '../report/steps.ts';
import type { Step } from '../runbook/schema.ts';

/** A step with what is known of it. */
export type WalkStep = { readonly step: Step; readonly report: StepReport };

/**
 * What a person can still do, `now` first by what it is worth and then in the runbook's order: questions and actions whose
 * fact nobody has told yet, and checks that change something. `later` is what has been put off, has gone wrong or has gone stale and can be taken up again.
 */
export function openSteps(session: Session): {
  readonly now: readonly WalkStep[];
  readonly later: readonly WalkStep[];
} {
  const { runbook } = session.runbook;
  const { state, diagnosis } = session.snapshot();
  const steps = new Map(runbook.phases.flatMap((phase) => phase.steps.map((step) => [step.id, step] as const)));
  const all = describeSteps(runbook, state).flatMap((report): readonly WalkStep[] => {
    const step = steps.get(report.id);
    return step === undefined ? [] : [{ step, report }];
  });
  const rank = new Map(diagnosis.next.map(({ step }, index) => [step, index]));
  const last = diagnosis.next.length;
  const telling = tellingSightings(runbook, state);
  const now = all
    .filter(
      ({ step, report }) =>
        report.status === 'pending' && (isCheck(report) ? step.risk === 'write' : knownBy(telling, step) === undefined),
    )
    .sort((a, b) => (rank.get(a.report.id) ?? last) - (rank.get(b.report.id) ?? last));
  const later = all.filter(
    ({ report }) =>
      report.stale !== undefined || (report.isUnchecked && report.status !== 'pending' && report.status !== 'running'),
  );
  return { now, later };
}

/** Whether causebook does the step itself. */
export function isCheck({ kind }: StepReport): boolean {
  return kind !== 'ask' && kind !== 'do';
}
