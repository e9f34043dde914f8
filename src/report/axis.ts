import type { AxisVerdict, Contribution, LikelihoodWord, RankedHypothesis } from '../diagnosis/diagnosis.ts';
import type { StepReport } from './steps.ts';

/** A hypothesis with its evidence in a fixed order, and the fact that rules it out where there is one. */
export type HypothesisReport = Omit<RankedHypothesis, 'priorDb' | 'word'> & {
  readonly word: LikelihoodWord;
  /** The strongest fact against it, when it is strong and the hypothesis is unlikely. */
  readonly ruledOutBy: Contribution | undefined;
};

/** A verdict on an axis with its evidence in a fixed order. `named` is the leader when the axis has one that is on the list. */
export type AxisReport = Omit<AxisVerdict, 'hypotheses'> & {
  readonly hypotheses: readonly HypothesisReport[];
  readonly named: HypothesisReport | undefined;
};

/** From here on, in decibans, one fact against an unlikely cause counts as ruling it out: what also keeps a leader from being settled. */
const ruledOutDb = -8;

/** Puts the evidence of an axis in order, strongest first and equals as the runbook has them, and finds its named leader. */
export function describeAxis(axis: AxisVerdict, steps: readonly StepReport[]): AxisReport {
  const place = new Map(steps.map((step, index) => [step.id, index]));
  const order = (contributions: readonly Contribution[]) =>
    [...contributions].sort(
      (a, b) =>
        Math.abs(b.db) - Math.abs(a.db) ||
        (place.get(a.step) ?? 0) - (place.get(b.step) ?? 0) ||
        (a.observation < b.observation ? -1 : 1),
    );
  const hypotheses = axis.hypotheses.map((one): HypothesisReport => {
    const { priorDb: _priorDb, ...shown } = one;
    const against = order(one.against);
    return {
      ...shown,
      for: order(one.for),
      against,
      ruledOutBy: one.id === axis.leader || !isUnlikely(one) ? undefined : against.find(({ db }) => db <= ruledOutDb),
    };
  });
  const leader = hypotheses.find((one) => one.id === axis.leader);
  const { id, question, state, leader: leads, leadDb, missing, settleWith } = axis;
  return {
    id,
    question,
    state,
    leader: leads,
    leadDb,
    missing,
    settleWith,
    // Screens make a report of every event, and few read these.
    get hinges() {
      return axis.hinges;
    },
    hypotheses,
    named: state === 'open' || leads === 'other' ? undefined : leader,
  };
}

function isUnlikely({ word }: RankedHypothesis): boolean {
  return word === 'unlikely' || word === 'very unlikely';
}
