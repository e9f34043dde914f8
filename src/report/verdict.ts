import type { Contradiction, Contribution, KnownHinge, OpenHinge } from '../diagnosis/diagnosis.ts';
import type { AxisReport } from './axis.ts';
import { audibleDb } from './decibans.ts';
import { mainHinge } from './hinges.ts';
import type { StepReport } from './steps.ts';

/** What is believed on one axis. `title` is undefined where no cause on the list leads. */
export type AxisVerdictText = {
  readonly axis: AxisReport;
  readonly title: string | undefined;
  /** The strongest fact for the leader. */
  readonly strongest: Contribution | undefined;
  /** The one answer that could most likely turn it, and the one fact that it could least do without. */
  readonly hinges: { readonly open: OpenHinge | undefined; readonly known: KnownHinge | undefined };
};

/** What stands for the whole report: what is believed on each axis and how sure, and a sentence on what was done and what is missing. */
export type Verdict = { readonly axes: readonly AxisVerdictText[]; readonly counts: string };

/** Writes the verdict of a report. */
export function writeVerdict(of: {
  readonly axes: readonly AxisReport[];
  readonly steps: readonly StepReport[];
  readonly contradictions: readonly Contradiction[];
}): Verdict {
  const { axes, steps, contradictions } = of;
  return {
    axes: axes.map((axis) => ({
      axis,
      title: axis.named?.title,
      strongest: axis.named?.for.find(({ db }) => db >= audibleDb),
      get hinges() {
        return { open: mainHinge(axis), known: axis.hinges.known[0] };
      },
    })),
    counts: [countSteps(steps), countContradictions(contradictions)].filter((sentence) => sentence !== '').join(' '),
  };
}

function countSteps(steps: readonly StepReport[]): string {
  const count = (is: (step: StepReport) => boolean) => steps.filter(is).length;
  const warned = count(({ status }) => status === 'warn');
  const unchecked = count(({ isUnchecked }) => isUnchecked);
  const done = count(({ isFinding }) => isFinding);
  if (done === 0) return 'Nothing has been checked or answered yet.';
  const counts = [
    `${count(({ status }) => status === 'fail')} of ${done} steps done found something wrong`,
    ...(warned === 0 ? [] : [`${warned} gave a warning`]),
    ...(unchecked === 0 ? [] : [`${unchecked} ${unchecked === 1 ? 'was' : 'were'} not or could not be done`]),
  ];
  return `${counts.join(', ')}.`;
}

function countContradictions({ length }: readonly Contradiction[]): string {
  return length === 0 ? '' : `${length === 1 ? 'One contradiction' : `${length} contradictions`} between sources.`;
}
