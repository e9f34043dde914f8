import type { NewEvent } from '../incident/events.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Runbook } from '../runbook/schema.ts';

/** Says what has been recorded: `Recorded for same_key: No key at all`. */
export function describeRecorded(event: NewEvent, runbook: Runbook): string {
  if (event.type === 'answered') {
    const { choice, text } = event.answer;
    const choices = stepsOf(runbook).find(({ step }) => step.id === event.step)?.step.choices;
    const label = choices?.find(({ id }) => id === choice)?.label ?? choice;
    return `Recorded for ${event.step}: ${[label, text].filter((part) => part !== undefined).join(': ') || 'done'}`;
  }
  if (event.type !== 'set-back') return 'Recorded.';
  return `Recorded for ${event.step}: ${setbackWords[event.as]}${event.reason === undefined ? '' : `, ${event.reason}`}`;
}

const setbackWords = {
  unknown: 'not known',
  waiting: 'waiting for the answer',
  'cannot-get': 'cannot be had',
  skipped: 'skipped',
} as const;
