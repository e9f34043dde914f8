import type { Runbook } from '../runbook/schema.ts';
import type { AxisModel } from './axis-model.ts';
import { toProbabilities } from './decibans.ts';
import type { NextStep, OpenStep } from './diagnosis.ts';
import { expectedBits } from './gain.ts';
import type { Ledger } from './ledger.ts';
import type { Trial } from './trial.ts';

/** Under this gain, in bits, a step is not worth anyone's minute (research/domain.md 4.5), unless it would settle an axis. */
export const worthwhileBits = 0.05;

/**
 * The least that a question or an action takes of the engineer, in minutes, whatever the fact: it is written, sent, waited for and read, while
 * causebook looks the same fact up in a file by itself (research/domain.md 4.5 has 4 to 6 minutes for a question to a partner).
 */
const leastMinutesByHand = 4;

/** An axis that is not settled, what the open steps could still show on it, and the one that would settle it. */
export type OpenAxis = {
  readonly settleWith: string | undefined;
  readonly model: AxisModel;
  readonly ledger: Ledger;
  readonly trials: readonly Trial[];
};

/** The possible steps worth doing, the most expected bits per minute first, equals by step id. */
export function rankNextSteps(input: {
  readonly axes: readonly OpenAxis[];
  readonly observations: Runbook['observations'];
}): readonly NextStep[] {
  const costs = new Map(input.observations.map(({ id, cost }) => [id, cost]));
  const gains = new Map<string, StepGain>();
  for (const axis of input.axes) {
    const now = toProbabilities(axis.ledger.scores);
    for (const trial of axis.trials) {
      if (trial.step.state !== 'possible') continue;
      const bits = expectedBits({ belief: now, ledger: axis.ledger, trial }, trial.groupMates);
      const known = gains.get(trial.step.step);
      gains.set(trial.step.step, {
        trial,
        bits: bits + (known?.bits ?? 0),
        best: known && known.best.bits >= bits ? known.best : { bits, axis },
      });
    }
  }
  const settling = new Set(input.axes.map(({ settleWith }) => settleWith));
  return [...gains.values()]
    .filter(({ bits, trial }) => bits >= worthwhileBits || settling.has(trial.step.step))
    .map(({ trial, bits, best }) => ({
      step: trial.step.step,
      observation: trial.step.observation,
      gainBits: Math.round(bits * 1000) / 1000,
      minutes: minutesOf(trial.step, costs.get(trial.step.observation)),
      // Hundreds of steps are ranked after every event, and a screen says it of a few.
      get why() {
        return describeSeparation(best.axis, trial.step.observation);
      },
    }))
    .sort((a, b) => b.gainBits / b.minutes - a.gainBits / a.minutes || (a.step < b.step ? -1 : 1));
}

/** What a step takes of the engineer, in minutes; `cost` is what its observation costs. */
export function minutesOf({ kind }: Pick<OpenStep, 'kind'>, cost = 1): number {
  return kind === 'check' ? cost : Math.max(cost, leastMinutesByHand);
}

type StepGain = {
  readonly trial: Trial;
  readonly bits: number;
  readonly best: { readonly bits: number; readonly axis: OpenAxis };
};

/** Names the two likely candidates of an axis for which an observation would differ most. */
export function describeSeparation(axis: OpenAxis, observation: string): string {
  const now = toProbabilities(axis.ledger.scores);
  const rows = [...(axis.model.bearings.get(observation)?.likelihood.values() ?? [])];
  const likeliest = now
    .map((_, index) => index)
    .sort((a, b) => (now[b] ?? 0) - (now[a] ?? 0) || a - b)
    .slice(0, 6);
  const pairs = likeliest.flatMap((a, place) =>
    likeliest.slice(place + 1).map((b) => {
      const distance = rows.reduce((sum, { chances }) => sum + Math.abs((chances[a] ?? 0) - (chances[b] ?? 0)), 0);
      return { a, b, weight: distance * (now[a] ?? 0) * (now[b] ?? 0) };
    }),
  );
  const [pair] = pairs.sort((one, two) => two.weight - one.weight);
  const titleOf = (index: number) => axis.model.candidates[index]?.title ?? '';
  return pair === undefined ? '' : `separates ${titleOf(pair.a)} from ${titleOf(pair.b)}`;
}
