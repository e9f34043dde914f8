import type { Runbook, Step } from '../runbook/schema.ts';
import type { Event } from './events.ts';
import { kindOf } from './state.ts';

/** Something that was recorded and that a changed runbook has no place for, or has another place for: what it is, and why. */
export type Misfit = { readonly what: string; readonly why: string };

/**
 * Lists what was recorded and does not fit the runbook any more, in the order it was recorded; what has been undone or overtaken is left
 * out. `before` is the runbook that it was recorded with, where that is known: then facts that have moved are told, too.
 */
export function listMisfits(of: {
  readonly events: readonly Event[];
  readonly runbook: Runbook;
  readonly before: Runbook | undefined;
}): readonly Misfit[] {
  const { events, runbook, before } = of;
  const undone = new Set(events.flatMap((event) => (event.type === 'undone' ? [event.target] : [])));
  const newest = new Map<string, Event>();
  for (const event of events) {
    const about = aboutOf(event);
    if (about === undefined || undone.has(event.seq)) continue;
    newest.delete(about);
    newest.set(about, event);
  }
  const opened = events.find((event) => event.type === 'opened');
  const inputs = Object.keys(opened?.inputs ?? {}).filter((id) => !runbook.inputs.some((input) => input.id === id));
  return [
    ...inputs.map((id) => ({ what: `input ${id}`, why: 'the runbook no longer has this input' })),
    ...[...newest.values()].flatMap((event): readonly Misfit[] => {
      const why = misfitOf(runbook, event) ?? movedOf(event, runbook, before);
      return why === undefined ? [] : [{ what: nameOf(event), why }];
    }),
  ];
}

/** Why an event has no place in a runbook; undefined when it has one. */
export function misfitOf(runbook: Runbook, event: Event): string | undefined {
  switch (event.type) {
    case 'check-started':
    case 'check-progressed':
    case 'check-cancelled':
    case 'check-finished': {
      const step = stepOf(runbook, event.step);
      if (step === undefined) return noStep;
      if (kindOf(step) !== 'check') return 'the step is no check any more';
      const outcome = event.type === 'check-finished' ? event.result.outcome : null;
      return step.outcomes === undefined || outcome === null || step.outcomes.some(({ id }) => id === outcome)
        ? undefined
        : `the step no longer has the outcome "${outcome}"`;
    }
    case 'answered': {
      const step = stepOf(runbook, event.step);
      const { choice } = event.answer;
      if (step === undefined) return noStep;
      if (kindOf(step) === 'check') return 'the step is a check now';
      return choice === undefined || step.choices?.some(({ id }) => id === choice) === true
        ? undefined
        : `the step no longer has the choice "${choice}"`;
    }
    case 'set-back':
      return stepOf(runbook, event.step) === undefined ? noStep : undefined;
    case 'pasted':
      return runbook.sources.some(({ id }) => id === event.source)
        ? undefined
        : 'the runbook no longer has this source';
    case 'opened':
    case 'resumed':
    case 'went-stale':
    case 'handed-over':
    case 'test-target-named':
    case 'undone':
    case 'noted':
      return undefined;
  }
}

const noStep = 'the runbook no longer has this step';

/** A step of a runbook by its id. */
export function stepOf(runbook: Runbook, id: string): Step | undefined {
  const known =
    stepsOfRunbooks.get(runbook) ??
    new Map(runbook.phases.flatMap(({ steps }) => steps.map((step) => [step.id, step])));
  stepsOfRunbooks.set(runbook, known);
  return known.get(id);
}

/** Every event of a journal asks for its step. */
const stepsOfRunbooks = new WeakMap<Runbook, ReadonlyMap<string, Step>>();

function aboutOf(event: Event): string | undefined {
  if (event.type === 'answered' || event.type === 'set-back' || event.type === 'check-finished')
    return `step ${event.step}`;
  return event.type === 'pasted' ? `pasted ${event.file}` : undefined;
}

function movedOf(event: Event, runbook: Runbook, before: Runbook | undefined): string | undefined {
  if (before === undefined || (event.type !== 'answered' && event.type !== 'check-finished')) return undefined;
  const from = stepOf(before, event.step)?.observes;
  const to = stepOf(runbook, event.step)?.observes;
  if (from === to) return undefined;
  return `it counts ${to === undefined ? 'for nothing' : `for ${to}`} now, and counted ${from === undefined ? 'for nothing' : `for ${from}`} before`;
}

function nameOf(event: Event): string {
  switch (event.type) {
    case 'answered':
      return `answer to ${event.step} (${event.answer.choice ?? event.answer.text ?? ''})`;
    case 'set-back':
      return `${event.step} (${event.as})`;
    case 'check-finished':
      return `result of ${event.step} (${event.result.outcome ?? event.result.status})`;
    case 'pasted':
      return `text pasted for ${event.source}`;
    default:
      return event.type;
  }
}
