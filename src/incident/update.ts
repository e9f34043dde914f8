import type { Runbook } from '../runbook/schema.ts';
import type { Event, StepStatus } from './events.ts';
import { type IncidentState, kindOf, type StepState } from './state.ts';

/** Something to be done because of an event; the session does it. */
export type Effect =
  | { readonly type: 'run-check'; readonly step: string }
  | { readonly type: 'cancel-check'; readonly step: string };

/** The state of a runbook before anything has happened. */
export function createState(runbook: Runbook): IncidentState {
  const steps = runbook.phases.flatMap((phase) =>
    phase.steps.map((step): [string, StepState] => [
      step.id,
      { id: step.id, phase: phase.id, kind: kindOf(step), status: 'pending', outcome: null, seq: 0 },
    ]),
  );
  return {
    opening: undefined,
    openedAt: undefined,
    updatedAt: undefined,
    steps: new Map(steps),
    remarks: [],
    events: [],
    resumes: 0,
  };
}

/**
 * What an event makes of the state, and what is to be done about it. Pure. Events about steps that the runbook no longer
 * has are kept in `events` and change nothing else.
 */
export function update(
  state: IncidentState,
  event: Event,
  runbook: Runbook,
): readonly [IncidentState, readonly Effect[]] {
  const next: IncidentState = { ...state, updatedAt: event.at, events: [...state.events, event] };
  switch (event.type) {
    case 'opened': {
      const { seq: _seq, at, type: _type, ...opening } = event;
      return [{ ...next, opening, openedAt: at }, automatic(runbook)];
    }
    case 'resumed': {
      const unfinished = automatic(runbook).filter(({ step }) => {
        const status = next.steps.get(step)?.status;
        return status === 'pending' || status === 'running' || status === 'interrupted';
      });
      return [{ ...interrupt(next), resumes: state.resumes + 1 }, unfinished];
    }
    case 'check-started':
      return [change(next, event, event.step, { status: 'running' }), []];
    case 'check-finished':
      return [
        change(next, event, event.step, {
          status: event.result.status,
          outcome: event.result.outcome,
          result: event.result,
        }),
        [],
      ];
    case 'check-cancelled':
      return [change(next, event, event.step, { status: 'interrupted' }), []];
    case 'answered': {
      const outcome = event.answer.choice ?? null;
      const status = statusOfAnswer(runbook, event.step, outcome);
      return [change(next, event, event.step, { status, outcome, answer: event.answer }), []];
    }
    case 'set-back': {
      const setback = { as: event.as, ...(event.reason === undefined ? {} : { reason: event.reason }) };
      const status = event.as === 'waiting' ? 'waiting' : event.as === 'cannot-get' ? 'blocked' : 'skipped';
      return [change(next, event, event.step, { status, outcome: null, setback }), []];
    }
    case 'undone':
      return [fold(runbook, next.events), []];
    case 'noted': {
      const remark = {
        seq: event.seq,
        at: event.at,
        text: event.text,
        ...(event.step === undefined ? {} : { step: event.step }),
      };
      return [{ ...next, remarks: [...state.remarks, remark] }, []];
    }
  }
}

/** The state that a list of events makes. What has been undone leaves no trace but its events. */
export function fold(runbook: Runbook, events: readonly Event[]): IncidentState {
  const gone = new Set(events.flatMap((event) => (event.type === 'undone' ? [event.target] : [])));
  let state = createState(runbook);
  for (const event of events) {
    if (event.type === 'undone' || gone.has(event.seq)) continue;
    // The list of events is put in at the end: copying it at each step would make long journals slow.
    [state] = update({ ...state, events: [] }, event, runbook);
  }
  return { ...state, events, updatedAt: events.at(-1)?.at };
}

/** The newest event that can be taken back: an answer, a setback or a remark that has not been taken back yet. */
export function lastUndoable(events: readonly Event[]): Event | undefined {
  const undone = new Set(events.flatMap((event) => (event.type === 'undone' ? [event.target] : [])));
  return [...events]
    .reverse()
    .find((event) => ['answered', 'set-back', 'noted'].includes(event.type) && !undone.has(event.seq));
}

function automatic(runbook: Runbook): readonly Effect[] {
  return runbook.phases.flatMap((phase) =>
    phase.steps
      .filter((step) => kindOf(step) === 'check' && step.risk === 'read')
      .map((step): Effect => ({ type: 'run-check', step: step.id })),
  );
}

type Change = Pick<StepState, 'status' | 'outcome'> & Partial<Pick<StepState, 'result' | 'answer' | 'setback'>>;

function change(
  state: IncidentState,
  event: Event,
  id: string,
  to: Partial<Change> & { readonly status: StepStatus },
): IncidentState {
  const before = state.steps.get(id);
  if (before === undefined) return state;
  const { answer: _answer, setback: _setback, ...kept } = before;
  const steps = new Map(state.steps);
  steps.set(id, { ...kept, ...to, seq: event.seq, at: event.at });
  return { ...state, steps };
}

/** A check that had begun when causebook ended is interrupted, never assumed done; an earlier result of it stays. */
function interrupt(state: IncidentState): IncidentState {
  const steps = new Map(
    [...state.steps].map(([id, step]) => [
      id,
      step.status === 'running' ? { ...step, status: 'interrupted' as const } : step,
    ]),
  );
  return { ...state, steps };
}

function statusOfAnswer(runbook: Runbook, id: string, choice: string | null): StepStatus {
  const step = runbook.phases.flatMap((phase) => phase.steps).find((one) => one.id === id);
  return step?.choices?.find((one) => one.id === choice)?.status ?? 'pass';
}
