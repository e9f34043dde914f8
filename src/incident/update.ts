import type { Runbook } from '../runbook/schema.ts';
import type { Event, StepStatus } from './events.ts';
import { readersOf } from './paste/readers.ts';
import { type IncidentState, kindOf, type StepState } from './state.ts';

/** Something to be done because of an event; the session does it. `afresh`: one that is running is cancelled first. */
export type Effect =
  | { readonly type: 'run-check'; readonly step: string; readonly afresh?: true }
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
    pasted: [],
    testTargets: [],
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
      const unfinished = automatic(runbook).filter(({ step }) => isUnfinished(next.steps.get(step)));
      return [
        { ...interrupt(next), resumes: state.resumes + 1 },
        [...unfinished, ...behindPaste(next, runbook, unfinished)],
      ];
    }
    case 'check-started':
      return [change(next, event, event.step, { status: 'running', progress: undefined }), []];
    case 'check-progressed':
      return [change(next, event, event.step, { status: 'running', progress: event.say }), []];
    case 'check-finished':
      return [
        change(next, event, event.step, {
          status: event.result.status,
          outcome: event.result.outcome,
          result: event.result,
          progress: undefined,
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
    case 'pasted': {
      const { type: _type, ...pasted } = event;
      return [{ ...next, pasted: [...state.pasted, pasted] }, readAgain(runbook, event.source)];
    }
    case 'test-target-named': {
      const others = state.testTargets.filter(({ url }) => url !== event.url);
      return [{ ...next, testTargets: [...others, { url: event.url, at: event.at }] }, []];
    }
    case 'undone': {
      const target = state.events.find(({ seq }) => seq === event.target);
      return [fold(runbook, next.events), target?.type === 'pasted' ? readAgain(runbook, target.source) : []];
    }
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
  for (const seq of readWhileGone(runbook, events)) gone.add(seq);
  let state = createState(runbook);
  for (const event of events) {
    if (event.type === 'undone' || gone.has(event.seq)) continue;
    // The list of events is put in at the end: copying it at each step would make long journals slow.
    [state] = update({ ...state, events: [] }, event, runbook);
  }
  return { ...state, events, updatedAt: events.at(-1)?.at };
}

/** The newest event that can be taken back: an answer, a setback, a remark or a pasted text that has not been taken back yet. */
export function lastUndoable(events: readonly Event[]): Event | undefined {
  const undone = new Set(events.flatMap((event) => (event.type === 'undone' ? [event.target] : [])));
  return [...events]
    .reverse()
    .find((event) => ['answered', 'set-back', 'noted', 'pasted'].includes(event.type) && !undone.has(event.seq));
}

/** Whether a check has not run to its end. What was missing for one that was blocked may be there by now: an approval, a variable, a file. */
export function isUnfinished(step: StepState | undefined): boolean {
  if (step?.status === 'blocked') return step.setback === undefined;
  return step?.status === 'pending' || step?.status === 'running' || step?.status === 'interrupted';
}

function automatic(runbook: Runbook): readonly Effect[] {
  return runbook.phases.flatMap((phase) =>
    phase.steps
      .filter((step) => kindOf(step) === 'check' && step.risk === 'read')
      .map((step): Effect => ({ type: 'run-check', step: step.id })),
  );
}

function readAgain(runbook: Runbook, source: string): readonly Effect[] {
  return readersOf(runbook, source).map((step): Effect => ({ type: 'run-check', step, afresh: true }));
}

/** The readers of a pasted text whose result is older than it: causebook ended before they had run again. */
function behindPaste(state: IncidentState, runbook: Runbook, known: readonly Effect[]): readonly Effect[] {
  const behind = state.pasted.flatMap(({ source, seq }) =>
    readersOf(runbook, source).filter((step) => (state.steps.get(step)?.seq ?? 0) < seq),
  );
  return [...new Set(behind)]
    .filter((step) => !known.some((effect) => effect.step === step))
    .map((step): Effect => ({ type: 'run-check', step }));
}

/** What checks have said of a pasted text that has since been taken back: it goes with the text. */
function readWhileGone(runbook: Runbook, events: readonly Event[]): readonly number[] {
  return events.flatMap((undone) => {
    const pasted = undone.type === 'undone' ? events.find(({ seq }) => seq === undone.target) : undefined;
    if (pasted?.type !== 'pasted') return [];
    const readers = readersOf(runbook, pasted.source);
    return events
      .filter(({ seq }) => seq > pasted.seq && seq < undone.seq)
      .flatMap((event) =>
        event.type.startsWith('check-') && 'step' in event && readers.includes(event.step ?? '') ? [event.seq] : [],
      );
  });
}

type Change = Pick<StepState, 'status' | 'outcome'> &
  Partial<Pick<StepState, 'result' | 'answer' | 'setback' | 'progress'>>;

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
