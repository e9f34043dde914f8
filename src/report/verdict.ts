import type { Contradiction } from '../diagnosis/diagnosis.ts';
import type { AxisReport } from './axis.ts';
import { audibleDb, decibans } from './decibans.ts';
import { describeOtherwise, mainHinge } from './hinges.ts';
import { endSentence } from './sentence.ts';
import type { StepReport } from './steps.ts';

/** Writes the paragraph that stands for the whole report: who is hurt, what caused it on each axis and how sure, then what is missing. */
export function writeVerdict(of: {
  /** Who is hurt and how much, where a step says so. */
  readonly impact: string | undefined;
  readonly axes: readonly AxisReport[];
  readonly steps: readonly StepReport[];
  readonly contradictions: readonly Contradiction[];
}): string {
  const { impact, axes, steps, contradictions } = of;
  return [
    ...(impact === undefined ? [] : [endSentence(impact)]),
    ...axes.map((axis) => `${axis.question} ${describeState(axis)}`),
    countSteps(steps),
    countContradictions(contradictions),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** Who leads an axis, by how much, whether that is settled, and the strongest fact for it. */
function describeState(axis: AxisReport): string {
  if (axis.named === undefined) return 'Open: no cause on the list leads.';
  const lead = `${axis.named.title}: ${axis.state === 'settled' ? 'settled' : 'leading, not settled'}, ${decibans(axis.leadDb)} ahead of the next.`;
  const strongest = axis.named.for.find(({ db }) => db >= audibleDb);
  return [
    lead,
    ...(strongest === undefined ? [] : [`Above all: ${endSentence(strongest.say)}`]),
    ...(axis.settleWith === undefined || axis.state === 'settled'
      ? []
      : [`The step that would settle it: ${axis.settleWith}.`]),
    ...describeHinges(axis),
  ].join(' ');
}

/** The one answer that could most likely turn the verdict, and the one fact that it could least do without. */
function describeHinges(axis: AxisReport): readonly string[] {
  const open = mainHinge(axis);
  const [known] = axis.hinges.known;
  return [
    ...(open === undefined
      ? []
      : [
          `What would change it: “${open.answer}” to “${open.question}” (${open.step}): ${describeOtherwise(axis, open, 'dB')}.`,
        ]),
    ...(known === undefined ? [] : [`Without ${known.step}: ${describeOtherwise(axis, known, 'dB')}.`]),
  ];
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
