import { type Advice, adviseNext, explainLeap } from '../diagnosis/advice.ts';
import type { NextStep } from '../diagnosis/diagnosis.ts';
import type { Step } from '../runbook/schema.ts';
import { perSnapshot } from './per-snapshot.ts';
import { checkCount, isChecking, statusOf } from './status.ts';
import { findStep, stateOf, stepsOf, titleOf, type World } from './world.ts';

/**
 * The question or action to go to next: the rest of the message to the party that `after` asks, so that it is asked in one go, then what is
 * advised, else the next in the runbook's order after `after`, round the end; questions before actions. Never one whose fact is known, or is
 * about to be. Undefined when none is left.
 */
export function nextStep(world: World, after: string | undefined): string | undefined {
  const open = openSteps(world);
  const isOpen = (step: Step) => step.id !== after && open.has(step.id);
  const advised = adviceOf(world).flatMap(({ step, message }) => message?.steps ?? [step.step]);
  const proposed = [...restOfMessage(world, after), ...advised].flatMap((step) => findStep(world, step) ?? []);
  const all = stepsOf(world.runbook);
  const from = all.findIndex(({ id }) => id === after) + 1;
  const others = [...all.slice(from), ...all.slice(0, from)];
  return (questionFirst(proposed, isOpen) ?? questionFirst(others, isOpen))?.id;
}

/** Whether there is a question or action to go to next. */
export function hasNextStep(world: World, after: string): boolean {
  const open = openSteps(world);
  return open.size > (open.has(after) ? 1 : 0);
}

/** What follows on a question in the message to its party, which is planned anew after each answer: the whole of it when that no longer asks it. */
function restOfMessage(world: World, after: string | undefined): readonly string[] {
  const asked = after === undefined ? undefined : findStep(world, after);
  if (asked?.ask === undefined) return [];
  const steps = world.snapshot.diagnosis.messages.find(({ party }) => party === asked.party)?.steps ?? [];
  return steps.slice(steps.indexOf(asked.id) + 1);
}

/** What the diagnosis proposes and a person can do: the checks that run by themselves need nobody. */
function worthDoing(world: World): readonly NextStep[] {
  return world.snapshot.diagnosis.next.filter(
    ({ step }) => isWorthAsking(world, step) || findStep(world, step)?.risk === 'write',
  );
}

/** What to do next as a person goes about it: questions of one message together, and only those that nobody else is about to answer. */
export const adviceOf = perSnapshot((world): readonly Advice[] => {
  const messages = world.snapshot.diagnosis.messages.map((message) => ({
    ...message,
    steps: message.steps.filter((step) => isWorthAsking(world, step)),
  }));
  return adviseNext({ next: worthDoing(world), messages });
});

/** What is advised, in a line: the step's title, or to whom the message goes. */
export function nameAdvice(world: World, { step: { step }, message }: Advice): string {
  const found = findStep(world, step);
  if (message === undefined) return found === undefined ? step : titleOf(world, found);
  const party = world.runbook.parties.find(({ id }) => id === message.party)?.name ?? message.party;
  return `One message to ${party}: ${message.steps.length} questions`;
}

/** Why what is advised first goes before what an earlier phase has open; undefined when it keeps to the order. */
export const leapOf = perSnapshot((world): string | undefined => {
  const [first] = adviceOf(world);
  if (first === undefined) return undefined;
  const { next } = world.snapshot.diagnosis;
  const isOpen = (id: string) => isWorthAsking(world, id);
  return explainLeap({ phases: world.runbook.phases, next, step: first.step.step, isOpen });
});

/** Whether all checks are through and no question or action that is left would tell anything. */
export const isResultDue = perSnapshot(
  (world): boolean =>
    !isChecksBusy(world) && !world.snapshot.diagnosis.next.some(({ step }) => isWorthAsking(world, step)),
);

/** The check that is about to tell what a question asks for. */
export function checkingNow(world: World, id: string): Step | undefined {
  const observation = findStep(world, id)?.observes;
  if (observation === undefined) return undefined;
  return checkedNow(world).get(observation);
}

function isChecksBusy(world: World): boolean {
  const { done, all } = checkCount(world);
  return done < all;
}

/** The questions and actions that are worth asking. */
const openSteps = perSnapshot(
  (world): ReadonlySet<string> =>
    new Set(stepsOf(world.runbook).flatMap(({ id }) => (isWorthAsking(world, id) ? [id] : []))),
);

/** The first check under way of each observation. */
const checkedNow = perSnapshot((world): ReadonlyMap<string, Step> => {
  const checking = stepsOf(world.runbook).filter(({ id }) => isChecking(world, id));
  return new Map(checking.toReversed().flatMap((step) => (step.observes === undefined ? [] : [[step.observes, step]])));
});

function isWorthAsking(world: World, id: string): boolean {
  const kind = stateOf(world, id)?.kind;
  if (kind === undefined || kind === 'check') return false;
  return statusOf(world, id) === 'pending' && checkingNow(world, id) === undefined;
}

function questionFirst(steps: readonly Step[], isOpen: (step: Step) => boolean): Step | undefined {
  return steps.find((step) => step.ask !== undefined && isOpen(step)) ?? steps.find(isOpen);
}
