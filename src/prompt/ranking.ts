import type { Session } from '../incident/session.ts';
import { type AxisReport, describeAxis } from '../report/axis.ts';
import { audibleDb, decibans, signedDecibans } from '../report/decibans.ts';
import { describeOtherwise, mainHinge } from '../report/hinges.ts';
import { qualityWords } from '../report/quality-words.ts';
import { describeSteps } from '../report/steps.ts';

const maxHypotheses = 3;

/** The ranking in words, at most three causes an axis with what speaks against the first, and the best next step: lines to print. */
export function renderRanking(session: Session): readonly string[] {
  const { state, diagnosis } = session.snapshot();
  const steps = describeSteps(session.runbook.runbook, state);
  const [next] = diagnosis.next;
  const title = steps.find(({ id }) => id === next?.step)?.title;
  return [
    ...diagnosis.axes.flatMap((axis) => renderAxis(describeAxis(axis, steps))),
    next === undefined
      ? 'Next best: nothing that is left would change the ranking much'
      : `Next best: ${next.step}${title === next.step ? '' : ` (${title})`}, about ${Math.max(1, Math.round(next.minutes))} min: ${next.why}`,
  ];
}

function renderAxis(axis: AxisReport): readonly string[] {
  const state = axis.named === undefined ? 'open' : axis.state === 'settled' ? 'settled' : 'leading, not settled';
  const [first, ...rest] = axis.hypotheses.slice(0, maxHypotheses);
  if (first === undefined) return [];
  const hinge = mainHinge(axis);
  const against = first.against.find(({ db }) => Math.abs(db) >= audibleDb);
  return [
    `${axis.question} ${state}`,
    `  1. ${first.title}: ${first.word}, ${decibans(axis.leadDb)} ahead of the next`,
    `     against it: ${against === undefined ? 'nothing' : `${against.say} (${signedDecibans(against.db)}, ${against.step}, ${qualityWords[against.quality]})`}`,
    ...(hinge === undefined
      ? []
      : [
          `     would change it: “${hinge.answer}” to “${hinge.question}” (${hinge.step}): ${describeOtherwise(axis, hinge, 'dB')}`,
        ]),
    ...rest.map(
      ({ title, word, ruledOutBy }, index) =>
        `  ${index + 2}. ${title}: ${word}${ruledOutBy === undefined ? '' : `, ruled out by ${ruledOutBy.step}`}`,
    ),
  ];
}
