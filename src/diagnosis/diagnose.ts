import type { Runbook } from '../runbook/schema.ts';
import { modelOf } from './axis-model.ts';
import { resolveSightings } from './contradictions.ts';
import type { Diagnosis, OpenStep, Sighting } from './diagnosis.ts';
import { judgeAxis } from './judge-axis.ts';
import { planMessages } from './messages.ts';
import { rankNextSteps } from './next-step.ts';

/**
 * Ranks the causes on each axis from what was seen and names the steps worth doing next: naive Bayes in decibans
 * (research/domain.md 4.3 to 4.6). Pure, and the same to the byte whatever the order of `sightings` and `open`. Assumes
 * that the causes of one axis exclude each other, and that a sighting or step of an unknown observation means nothing.
 */
export function diagnose(input: {
  readonly axes: Runbook['axes'];
  readonly observations: Runbook['observations'];
  readonly sightings: readonly Sighting[];
  readonly open: readonly OpenStep[];
}): Diagnosis {
  const { observations, open } = input;
  const { kept, contradictions } = resolveSightings(observations, input.sightings);
  const judged = input.axes.map((axis) => judgeAxis({ model: modelOf(axis, observations), kept, open }));
  const unsettled = { axes: judged.filter(({ verdict }) => verdict.state !== 'settled'), observations };
  let messages: Diagnosis['messages'] | undefined;
  return {
    axes: judged.map(({ verdict }) => verdict),
    next: rankNextSteps(unsettled),
    // Every event asks for a diagnosis, and not every reader for the messages.
    get messages() {
      messages ??= planMessages(unsettled);
      return messages;
    },
    contradictions,
  };
}
