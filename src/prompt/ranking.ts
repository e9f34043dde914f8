import { adviseNext, explainLeap } from '../diagnosis/advice.ts';
import type { Session } from '../incident/session.ts';
import { describeMessage } from '../report/advice.ts';
import { type AxisReport, describeAxis } from '../report/axis.ts';
import { audibleDb, decibans, signedDecibans } from '../report/decibans.ts';
import { describeOtherwise, mainHinge } from '../report/hinges.ts';
import { qualityWords } from '../report/quality-words.ts';
import { describeSteps, type StepReport } from '../report/steps.ts';
import { openSteps } from './open-steps.ts';

const maxHypotheses = 3;

/** The ranking in words, at most three causes an axis with what speaks against the first, and the best next step: lines to print. */
export function renderRanking(session: Session): readonly string[] {
  const { state, diagnosis } = session.snapshot();
  const steps = describeSteps(session.runbook.runbook, state);
  return [...diagnosis.axes.flatMap((axis) => renderAxis(describeAxis(axis, steps))), ...renderNext(session, steps)];
}

function renderNext(session: Session, steps: readonly StepReport[]): readonly string[] {
  const { diagnosis } = session.snapshot();
  const { phases, parties } = session.runbook.runbook;
  const open = new Set(openSteps(session).now.map(({ step }) => step.id));
  const [next] = adviseNext(diagnosis);
  if (next === undefined) return ['Next best: nothing that is left would change the ranking much'];
  const { step, message } = next;
  const nameOf = (id: string) => {
    const title = steps.find((one) => one.id === id)?.title ?? id;
    return title === id ? id : `${id} (${title})`;
  };
  const minutes = `about ${Math.max(1, Math.round(next.minutes))} min`;
  const leap = explainLeap({ phases, next: diagnosis.next, step: step.step, isOpen: (id) => open.has(id) });
  const party = parties.find(({ id }) => id === message?.party)?.name ?? message?.party ?? '';
  return [
    message === undefined
      ? `Next best: ${nameOf(step.step)}, ${minutes}: ${step.why}`
      : `Next best: ${describeMessage(party, message.steps.map(nameOf))}, ${minutes}: ${message.why}`,
    ...(leap === undefined ? [] : [`  ${leap}`]),
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
