import type { Runbook } from '../runbook/schema.ts';
import { toProbabilities } from './decibans.ts';
import type { Message, OpenStep } from './diagnosis.ts';
import { type Branch, branchesOf, expectedBits } from './gain.ts';
import { describeSeparation, minutesOf, type OpenAxis, worthwhileBits } from './next-step.ts';
import type { Trial } from './trial.ts';

/** Nobody reads a message with twelve questions to its end (research/domain.md 4.5). */
export const maxQuestions = 5;

/** What a question takes that goes along in a message: to write it and to read its answer. The round trip is paid for by the first. */
const furtherMinutes = 1;

/** A question that goes along takes a quarter of the minutes, and need tell only a quarter as much. */
const furtherBits = worthwhileBits / 4;

/**
 * One message for each party that has something worth asking, the most expected bits per minute first, equals by party. Its questions are chosen
 * one after the other by what each adds on average to those chosen before, which only falls as more are chosen: one for each fact, a second of
 * one group of evidence worth half. What a check that runs by itself is about to tell is not asked.
 */
export function planMessages(input: {
  readonly axes: readonly OpenAxis[];
  readonly observations: Runbook['observations'];
}): readonly Message[] {
  const costs = new Map(input.observations.map(({ id, cost }) => [id, cost]));
  const settling = new Set(input.axes.map(({ settleWith }) => settleWith));
  return [...questionsByParty(input.axes)]
    .flatMap(([party, questions]): readonly Message[] => {
      const chosen = chooseQuestions(questions, settling);
      const [first] = chosen;
      if (first === undefined) return [];
      const bits = chosen.reduce((sum, one) => sum + one.bits, 0);
      return [
        {
          party,
          steps: chosen.map(({ step }) => step.step),
          gainBits: Math.round(bits * 1000) / 1000,
          minutes: messageMinutes(chosen.map(({ step }) => minutesOf(step, costs.get(step.observation)))),
          why: describeSeparation(mostTold(first), first.step.observation),
        },
      ];
    })
    .sort((a, b) => b.gainBits / b.minutes - a.gainBits / a.minutes || (a.party < b.party ? -1 : 1));
}

/** What a message takes whose questions would take so many minutes each by themselves: one round trip, and a minute for each further question. */
export function messageMinutes(questions: readonly number[]): number {
  return Math.max(...questions) + furtherMinutes * (questions.length - 1);
}

/** A question with what it would do on each axis that it bears on. */
type Question = {
  readonly step: OpenStep;
  readonly group: string;
  readonly trials: readonly { readonly axis: OpenAxis; readonly trial: Trial }[];
};

function questionsByParty(axes: readonly OpenAxis[]): ReadonlyMap<string, readonly Question[]> {
  const all = axes.flatMap((axis) => axis.trials.map((trial) => ({ axis, trial })));
  const possible = all.filter(({ trial: { step } }) => step.state === 'possible');
  const checking = new Set(
    possible.flatMap(({ trial: { step } }) => (step.kind === 'check' && step.risk !== 'write' ? step.observation : [])),
  );
  const parties = new Map<string, Map<string, Question>>();
  for (const { axis, trial } of possible) {
    const { step } = trial;
    if (step.kind !== 'ask' || step.party === undefined || checking.has(step.observation)) continue;
    const questions = parties.get(step.party) ?? new Map<string, Question>();
    parties.set(step.party, questions);
    const group = axis.model.bearings.get(step.observation)?.observation.group ?? '';
    const trials = [...(questions.get(step.step)?.trials ?? []), { axis, trial }];
    questions.set(step.step, { step, group, trials });
  }
  return new Map([...parties].map(([party, questions]) => [party, [...questions.values()]]));
}

type Chosen = Question & { readonly bits: number };

function chooseQuestions(questions: readonly Question[], settling: ReadonlySet<string | undefined>): readonly Chosen[] {
  const chosen: Chosen[] = [];
  const beliefs = new Map<OpenAxis, readonly Branch[]>();
  // What a question adds only falls while others are chosen: most need not be worked out again.
  let left = questions.map((question) => ({ question, bits: bitsOf(question, beliefs, 0) }));
  while (chosen.length < maxQuestions) {
    let best: (typeof left)[number] | undefined;
    for (const one of left.toSorted(byBits)) {
      if (best !== undefined && one.bits < best.bits) break;
      one.bits = bitsOf(one.question, beliefs, chosen.filter(({ group }) => group === one.question.group).length);
      if (best === undefined || byBits(one, best) < 0) best = one;
    }
    const least = chosen.length === 0 ? worthwhileBits : furtherBits;
    if (best === undefined || (best.bits < least && !settling.has(best.question.step.step))) return chosen;
    const { question, bits } = best;
    chosen.push({ ...question, bits });
    for (const { axis, trial } of question.trials) {
      beliefs.set(
        axis,
        beliefsOn(axis, beliefs).flatMap((before) =>
          branchesOf({ belief: before.belief, ledger: axis.ledger, trial }).map((after) => ({
            ...after,
            chance: before.chance * after.chance,
          })),
        ),
      );
    }
    left = left.filter((one) => one.question.step.observation !== question.step.observation);
  }
  return chosen;
}

/** What a question tells on average over what the chosen ones may be answered, in bits; `mates` of them are of its group. */
function bitsOf({ trials }: Question, beliefs: ReadonlyMap<OpenAxis, readonly Branch[]>, mates: number): number {
  return trials.reduce(
    (sum, { axis, trial }) =>
      beliefsOn(axis, beliefs).reduce(
        (bits, { chance, belief }) =>
          bits + chance * expectedBits({ belief, ledger: axis.ledger, trial }, trial.groupMates + mates),
        sum,
      ),
    0,
  );
}

/** The axis that a question tells most about. */
function mostTold({ trials }: Question): OpenAxis {
  const told = ({ axis, trial }: Question['trials'][number]) =>
    expectedBits({ belief: toProbabilities(axis.ledger.scores), ledger: axis.ledger, trial }, 0);
  return trials.reduce((best, one) => (told(one) > told(best) ? one : best)).axis;
}

function beliefsOn(
  axis: OpenAxis,
  beliefs: ReadonlyMap<OpenAxis, readonly Branch[]>,
): readonly Pick<Branch, 'chance' | 'belief'>[] {
  return beliefs.get(axis) ?? [{ chance: 1, belief: toProbabilities(axis.ledger.scores) }];
}

function byBits(
  a: { readonly question: Question; readonly bits: number },
  b: { readonly question: Question; readonly bits: number },
): number {
  return b.bits - a.bits || (a.question.step.step < b.question.step.step ? -1 : 1);
}
