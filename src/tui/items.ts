import type { Setback } from '../incident/events.ts';
import { kindOf, type StepState } from '../incident/state.ts';
import type { Step } from '../runbook/schema.ts';

/** One thing a person can say of a question or an action. */
export type Item =
  | { readonly kind: 'choice'; readonly id: string; readonly label: string }
  | { readonly kind: 'write' | 'done'; readonly label: string }
  | { readonly kind: 'setback'; readonly as: Exclude<Setback, 'skipped'>; readonly label: string };

/** What can be said of a step, in the order of its numbers. Not knowing, waiting and not getting it are always there. */
export function itemsOf(step: Step): readonly Item[] {
  const kind = kindOf(step);
  if (kind === 'check') return [];
  const choices = (step.choices ?? []).map(({ id, label }): Item => ({ kind: 'choice', id, label }));
  const answers: readonly Item[] =
    choices.length > 0
      ? choices
      : [kind === 'ask' ? { kind: 'write', label: 'Write the answer …' } : { kind: 'done', label: 'Done' }];
  return [...answers, ...(kind === 'ask' ? askSetbacks : doSetbacks)];
}

/** Whether an item is what has been recorded for its step. */
export function isRecorded(item: Item, state: StepState | undefined): boolean {
  switch (item.kind) {
    case 'choice':
      return state?.answer?.choice === item.id;
    case 'write':
    case 'done':
      return state?.answer?.text !== undefined;
    case 'setback':
      return state?.setback?.as === item.as;
  }
}

const askSetbacks: readonly Item[] = [
  { kind: 'setback', as: 'unknown', label: "They don't know" },
  { kind: 'setback', as: 'waiting', label: 'Asked, waiting for an answer' },
  { kind: 'setback', as: 'cannot-get', label: 'Cannot get this' },
];

const doSetbacks: readonly Item[] = [
  { kind: 'setback', as: 'unknown', label: 'Done, but it told nothing' },
  { kind: 'setback', as: 'waiting', label: 'Asked for, waiting' },
  { kind: 'setback', as: 'cannot-get', label: 'Cannot be done' },
];
