import type { Contradiction, Contribution } from '../diagnosis/diagnosis.ts';
import type { AxisReport } from './axis.ts';
import { audibleDb } from './decibans.ts';
import type { StepReport } from './steps.ts';

/** What is believed on one axis. `title` is undefined where no cause on the list leads. */
export type AxisVerdictText = {
  readonly axis: AxisReport;
  readonly title: string | undefined;
  /** The strongest fact for the leader. */
  readonly strongest: Contribution | undefined;
  /** One sentence on what would change it. */
  readonly wouldChange: string | undefined;
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
      wouldChange: whatWouldChange(axis),
    })),
    counts: [countSteps(steps), countContradictions(contradictions)].filter((sentence) => sentence !== '').join(' '),
  };
}

/** The one place that says what would change the verdict on an axis. */
function whatWouldChange(axis: AxisReport): string | undefined {
  if (axis.state === 'settled') {
    const strongest = axis.named?.for.find(({ db }) => db >= audibleDb);
    if (strongest === undefined) return undefined;
    const on = strongest.step === '' ? '' : `; it rests above all on ${strongest.step}`;
    return `a finding that rules it out${on}`;
  }
  return axis.settleWith === undefined ? undefined : `the step that would settle it, ${axis.settleWith}`;
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
