import type { NextStep } from '../diagnosis/diagnosis.ts';
import type { Step } from '../runbook/schema.ts';
import { isChecking, statusOf } from './status.ts';
import { findStep, stateOf, stepsObserving, stepsOf, type World } from './world.ts';

/**
 * The question or action to go to next: what the diagnosis proposes, else the next in the runbook's order after `after`,
 * round the end; questions before actions. Never one whose fact is known, or is about to be. Undefined when none is left.
 */
export function nextStep(world: World, after: string | undefined): string | undefined {
  const isOpen = (step: Step) => step.id !== after && isWorthAsking(world, step.id);
  const proposed = worthDoing(world).flatMap(({ step }) => findStep(world, step) ?? []);
  const all = stepsOf(world.runbook);
  const from = all.findIndex(({ id }) => id === after) + 1;
  const others = [...all.slice(from), ...all.slice(0, from)];
  return (questionFirst(proposed.filter(isOpen)) ?? questionFirst(others.filter(isOpen)))?.id;
}

/** What the diagnosis proposes and a person can do: the checks that run by themselves need nobody. */
export function worthDoing(world: World): readonly NextStep[] {
  return world.snapshot.diagnosis.next.filter(
    ({ step }) => isWorthAsking(world, step) || findStep(world, step)?.risk === 'write',
  );
}

/** Whether all checks are through and no question or action that is left would tell anything. */
export function isResultDue(world: World): boolean {
  const isBusy = stepsOf(world.runbook).some(({ id }) => isChecking(world, id));
  return !isBusy && !world.snapshot.diagnosis.next.some(({ step }) => isWorthAsking(world, step));
}

/** The check that is about to tell what a question asks for. */
export function checkingNow(world: World, id: string): Step | undefined {
  const observation = findStep(world, id)?.observes;
  if (observation === undefined) return undefined;
  return stepsObserving(world, observation).find((step) => isChecking(world, step.id));
}

function isWorthAsking(world: World, id: string): boolean {
  const kind = stateOf(world, id)?.kind;
  if (kind === undefined || kind === 'check') return false;
  return statusOf(world, id) === 'pending' && checkingNow(world, id) === undefined;
}

function questionFirst(steps: readonly Step[]): Step | undefined {
  return steps.find(({ ask }) => ask !== undefined) ?? steps[0];
}
