import type { Event, Setback } from '../incident/events.ts';
import { stepOf } from '../incident/misfits.ts';
import type { Runbook } from '../runbook/schema.ts';
import { qualityWords } from './quality-words.ts';

/** What happened and through whom, in words; not made safe for a terminal. */
export type ToldEvent = { readonly who: string; readonly what: string };

/** Creates what tells events in words, in the order they happened: an event may speak of one before it. */
export function createTeller(runbook: Runbook): (event: Event) => ToldEvent {
  const before = new Map<number, string>();
  let writer = 'somebody';
  return (event) => {
    if ((event.type === 'opened' || event.type === 'resumed') && event.by !== undefined) writer = event.by;
    const what =
      event.type === 'undone'
        ? `took back: ${before.get(event.target) ?? `event ${event.target}`}`
        : tell(event, runbook);
    before.set(event.seq, what);
    return { who: event.type.startsWith('check-') ? 'causebook' : writer, what };
  };
}

function tell(event: Exclude<Event, { type: 'undone' }>, runbook: Runbook): string {
  switch (event.type) {
    case 'opened':
      return `opened the incident: ${event.runbook.title}`;
    case 'resumed':
      return `went on with the incident${event.evidence === undefined ? '' : `, with the evidence in ${event.evidence}`}`;
    case 'went-stale':
      return `may no longer hold: ${event.steps.map(({ step, why }) => `${step} (${why})`).join(', ')}`;
    case 'handed-over':
      return `let go of the pen for ${event.to}`;
    case 'check-started':
      return `runs ${event.step}`;
    case 'check-progressed':
      return `${event.step}: ${event.say}`;
    case 'check-finished':
      return `${event.result.status} ${event.step}: ${event.result.say}`;
    case 'check-cancelled':
      return `${event.step} was cancelled`;
    case 'answered': {
      const { choice, text, by, quality } = event.answer;
      const label = stepOf(runbook, event.step)?.choices?.find(({ id }) => id === choice)?.label ?? choice;
      const said = [label, text].filter((part) => part !== undefined).join(': ');
      return `answered ${event.step}: ${said} (${by === undefined ? '' : `${by}; `}${qualityWords[quality]})`;
    }
    case 'set-back':
      return `${event.step}: ${setbackWords[event.as]}${event.reason === undefined ? '' : `: ${event.reason}`}`;
    case 'pasted':
      return `pasted ${event.lines} line${event.lines === 1 ? '' : 's'} for ${event.source}`;
    case 'test-target-named':
      return `named a test target: ${event.url}`;
    case 'fix-applied':
      return `${event.fix} was applied${event.by === undefined ? '' : ` by ${event.by}`}`;
    case 'fix-verified':
      return `${event.after.status} ${event.fix}, verified by ${event.step}: ${event.after.say}`;
    case 'noted':
      return `noted${event.step === undefined ? '' : ` on ${event.step}`}: ${event.text}`;
  }
}

const setbackWords: { readonly [S in Setback]: string } = {
  unknown: 'they do not know',
  waiting: 'asked, no answer yet',
  'cannot-get': 'cannot be got',
  skipped: 'skipped',
};
