import type { Runbook } from '../runbook/schema.ts';
import type { Diagnosis, Message, NextStep } from './diagnosis.ts';

/** What to do next: one step, or a message to a party where a step comes best with others. `minutes` are the engineer's. */
export type Advice = {
  readonly step: NextStep;
  readonly message: Message | undefined;
  readonly minutes: number;
};

/** What to do next, the best first: the steps of the diagnosis, those of one message told once, where the first of them stands. */
export function adviseNext({ next, messages }: Pick<Diagnosis, 'next' | 'messages'>): readonly Advice[] {
  const told = new Set<Message>();
  return next.flatMap((step): readonly Advice[] => {
    const message = messages.find(({ steps }) => steps.length > 1 && steps.includes(step.step));
    if (message === undefined) return [{ step, message, minutes: step.minutes }];
    if (told.has(message)) return [];
    told.add(message);
    return [{ step, message, minutes: message.minutes }];
  });
}

/**
 * Why a step is advised although an earlier phase still has something open, as a sentence; undefined when it keeps to the order of the phases.
 * `isOpen` says which steps a person could do now.
 */
export function explainLeap(of: {
  readonly phases: Runbook['phases'];
  readonly next: readonly NextStep[];
  readonly step: string;
  readonly isOpen: (step: string) => boolean;
}): string | undefined {
  const { phases, next, step, isOpen } = of;
  const own = phases.findIndex(({ steps }) => steps.some(({ id }) => id === step));
  const earlier = phases.slice(0, Math.max(0, own)).find(({ steps }) => steps.some(({ id }) => isOpen(id)));
  if (earlier === undefined) return undefined;
  const isTelling = next.some((one) => earlier.steps.some(({ id }) => id === one.step && isOpen(id)));
  return isTelling
    ? `Ahead of its phase: it tells more a minute than what is open in “${earlier.title}”`
    : `Ahead of its phase: nothing open in “${earlier.title}” would change the ranking much`;
}
