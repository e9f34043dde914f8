import { kindOf } from '../incident/state.ts';
import type { Step } from '../runbook/schema.ts';
import { perSnapshot } from './per-snapshot.ts';
import { statusOf } from './status.ts';
import { stepsOf, type World } from './world.ts';

/** The number of a question among the questions that are worth asking, of an action among such actions: `6 of 14`. */
export function placeOf(world: World, step: Step): string {
  if (statusOf(world, step.id) === 'known') return '(already known)';
  if (statusOf(world, step.id) === 'not-applicable') return '(does not apply)';
  const counted = countedOf(world)[kindOf(step)];
  return `${counted.get(step.id) ?? 0} of ${counted.size}`;
}

/** The numbers of the steps that are counted, by their kind. */
const countedOf = perSnapshot((world) => {
  const counted = stepsOf(world.runbook).filter(({ id }) => !['known', 'not-applicable'].includes(statusOf(world, id)));
  const ofKind = (kind: ReturnType<typeof kindOf>): ReadonlyMap<string, number> =>
    new Map(counted.filter((step) => kindOf(step) === kind).map(({ id }, index) => [id, index + 1]));
  return { ask: ofKind('ask'), do: ofKind('do'), check: ofKind('check') };
});
