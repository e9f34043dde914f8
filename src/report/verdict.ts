import type { Contradiction } from '../diagnosis/diagnosis.ts';
import type { AxisReport } from './axis.ts';
import { decibans } from './decibans.ts';
import type { StepReport } from './steps.ts';

/** Writes the paragraph that stands for the whole report: what caused it on each axis and how sure, then what is missing. */
export function writeVerdict(of: {
  readonly axes: readonly AxisReport[];
  readonly steps: readonly StepReport[];
  readonly contradictions: readonly Contradiction[];
}): string {
  const { axes, steps, contradictions } = of;
  return [
    ...axes.map((axis) => `${axis.question} ${describeState(axis)}`),
    countSteps(steps),
    countContradictions(contradictions),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** One sentence for the state of an axis: who leads, by how much, and whether that is settled. */
function describeState(axis: AxisReport): string {
  if (axis.named === undefined) return 'Open: no cause on the list leads.';
  const lead = `${axis.named.title}: ${axis.state === 'settled' ? 'settled' : 'leading, not settled'}, ${decibans(axis.leadDb)} ahead of the next.`;
  return axis.settleWith === undefined || axis.state === 'settled'
    ? lead
    : `${lead} The step that would settle it: ${axis.settleWith}.`;
}

function countSteps(steps: readonly StepReport[]): string {
  const count = (is: (step: StepReport) => boolean) => steps.filter(is).length;
  const warned = count(({ status }) => status === 'warn');
  const unchecked = count(({ isUnchecked }) => isUnchecked);
  const counts = [
    `${count(({ status }) => status === 'fail')} of ${count(({ isFinding }) => isFinding)} steps done found something wrong`,
    ...(warned === 0 ? [] : [`${warned} gave a warning`]),
    ...(unchecked === 0 ? [] : [`${unchecked} ${unchecked === 1 ? 'was' : 'were'} not or could not be done`]),
  ];
  return `${counts.join(', ')}.`;
}

function countContradictions({ length }: readonly Contradiction[]): string {
  return length === 0 ? '' : `${length === 1 ? 'One contradiction' : `${length} contradictions`} between sources.`;
}
