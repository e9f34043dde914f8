import type { Runbook } from '../runbook/schema.ts';
import { markApplied, markVerified } from './applied-fixes.ts';
import type { Event, StaleStep, StepStatus } from './events.ts';
import { misfitOf, stepOf } from './misfits.ts';
import { readersOf } from './paste/readers.ts';
import { type IncidentState, kindOf, type PastedText, type Remark, type StepState, type TestTarget } from './state.ts';

/** Something to be done because of an event; the session does it. `afresh`: one that is running is cancelled first. */
export type Effect =
  | { readonly type: 'run-check'; readonly step: string; readonly afresh?: true }
  | { readonly type: 'cancel-check'; readonly step: string };

/** The state of a runbook before anything has happened. */
export function createState(runbook: Runbook): IncidentState {
  return createDraft(runbook);
}

/**
 * What an event makes of the state, and what is to be done about it. Pure. Events that do not fit the runbook, because it has changed
 * since, are kept in `events` and change nothing else.
 */
export function update(
  state: IncidentState,
  event: Event,
  runbook: Runbook,
): readonly [IncidentState, readonly Effect[]] {
  const events = [...state.events, event];
  if (event.type === 'undone') {
    const target = state.events.find(({ seq }) => seq === event.target);
    return [fold(runbook, events), target?.type === 'pasted' ? readAgain(runbook, target.source) : []];
  }
  const { steps, remarks, pasted, testTargets } = state;
  const draft: Draft = {
    ...state,
    steps: new Map(steps),
    remarks: [...remarks],
    pasted: [...pasted],
    testTargets: [...testTargets],
    events,
    updatedAt: event.at,
  };
  return [draft, record(draft, event, runbook)];
}

/** The state that a list of events makes. What has been undone leaves no trace but its events. */
export function fold(runbook: Runbook, events: readonly Event[]): IncidentState {
  const gone = findGone(runbook, events);
  // One draft for all of them: copying the state at each event would make long journals slow.
  const draft = createDraft(runbook);
  for (const event of events) if (event.type !== 'undone' && !gone.has(event.seq)) record(draft, event, runbook);
  return { ...draft, events, updatedAt: events.at(-1)?.at };
}

/** A state that is being made, and that nobody else has seen. */
type Draft = Mutable<Omit<IncidentState, 'steps' | 'remarks' | 'pasted' | 'testTargets'>> & {
  readonly steps: Map<string, StepState>;
  readonly remarks: Remark[];
  readonly pasted: PastedText[];
  testTargets: TestTarget[];
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function createDraft(runbook: Runbook): Draft {
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
    appliedFixes: [],
    events: [],
    resumes: 0,
  };
}

/** Puts an event into a draft, all but its list of events, and gives what is to be done about it. */
function record(draft: Draft, event: Exclude<Event, { type: 'undone' }>, runbook: Runbook): readonly Effect[] {
  if (misfitOf(runbook, event) !== undefined) return [];
  switch (event.type) {
    case 'opened': {
      const { seq: _seq, at, type: _type, redacted: _redacted, ...opening } = event;
      draft.opening = opening;
      draft.openedAt = at;
      return automatic(runbook);
    }
    case 'resumed': {
      const unfinished = automatic(runbook).filter(({ step }) => isUnfinished(draft.steps.get(step)));
      const behind = behindPaste(draft, runbook, unfinished);
      interrupt(draft);
      draft.resumes += 1;
      return [...unfinished, ...behind];
    }
    case 'went-stale':
      markStale(draft, event.steps);
      return [];
    case 'handed-over':
      return [];
    case 'check-started':
      return change(draft, event, { status: 'running', progress: undefined });
    case 'check-progressed':
      return change(draft, event, { status: 'running', progress: event.say });
    case 'check-finished': {
      const { result } = event;
      const { status, outcome } = result;
      return change(draft, event, { status, outcome, result, progress: undefined, stale: undefined });
    }
    case 'check-cancelled':
      return change(draft, event, { status: 'interrupted' });
    case 'answered': {
      const outcome = event.answer.choice ?? null;
      const status = statusOfAnswer(runbook, event.step, outcome);
      return change(draft, event, { status, outcome, answer: event.answer });
    }
    case 'set-back': {
      const setback = {
        as: event.as,
        ...(event.reason === undefined ? {} : { reason: event.reason }),
        ...(event.from === undefined ? {} : { from: event.from }),
      };
      const status = event.as === 'waiting' ? 'waiting' : event.as === 'cannot-get' ? 'blocked' : 'skipped';
      return change(draft, event, { status, outcome: null, setback });
    }
    case 'pasted': {
      const { type: _type, redacted: _redacted, ...pasted } = event;
      draft.pasted.push(pasted);
      return readAgain(runbook, event.source);
    }
    case 'test-target-named': {
      const others = draft.testTargets.filter(({ url }) => url !== event.url);
      draft.testTargets = [...others, { url: event.url, at: event.at }];
      return [];
    }
    case 'fix-applied':
      draft.appliedFixes = markApplied(draft.appliedFixes, event);
      return [];
    case 'fix-verified':
      draft.appliedFixes = markVerified(draft.appliedFixes, event);
      return [];
    case 'noted': {
      const { seq, at, text, step } = event;
      draft.remarks.push({ seq, at, text, ...(step === undefined ? {} : { step }) });
      return [];
    }
  }
}

/** The newest event that can be taken back: an answer, a setback, a remark, a pasted text or what was said of a fix, that has not been taken back yet. */
export function lastUndoable(events: readonly Event[]): Event | undefined {
  const undone = new Set(events.flatMap((event) => (event.type === 'undone' ? [event.target] : [])));
  return [...events].reverse().find((event) => undoable.includes(event.type) && !undone.has(event.seq));
}

const undoable: readonly Event['type'][] = ['answered', 'set-back', 'noted', 'pasted', 'fix-applied', 'fix-verified'];

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
function behindPaste(
  state: Pick<IncidentState, 'pasted' | 'steps'>,
  runbook: Runbook,
  known: readonly Effect[],
): readonly Effect[] {
  const behind = state.pasted.flatMap(({ source, seq }) =>
    readersOf(runbook, source).filter((step) => (state.steps.get(step)?.seq ?? 0) < seq),
  );
  return [...new Set(behind)]
    .filter((step) => !known.some((effect) => effect.step === step))
    .map((step): Effect => ({ type: 'run-check', step }));
}

/** The events that have been undone, and what checks have said of a pasted text that has since been taken back: it goes with the text. */
function findGone(runbook: Runbook, events: readonly Event[]): ReadonlySet<number> {
  const gone = new Set<number>();
  const places = new Map<number, number>();
  for (const [place, event] of events.entries()) {
    places.set(event.seq, place);
    if (event.type !== 'undone') continue;
    gone.add(event.target);
    const from = places.get(event.target) ?? place;
    const pasted = events[from];
    if (pasted?.type !== 'pasted') continue;
    const readers = readersOf(runbook, pasted.source);
    for (const { seq, type, ...between } of events.slice(from + 1, place))
      if (type.startsWith('check-') && 'step' in between && readers.includes(between.step ?? '')) gone.add(seq);
  }
  return gone;
}

type Change = Partial<Pick<StepState, 'outcome' | 'result' | 'answer' | 'setback' | 'progress' | 'stale'>> & {
  readonly status: StepStatus;
};

function change(
  { steps }: Draft,
  event: { readonly step: string; readonly seq: number; readonly at: string },
  to: Change,
): readonly Effect[] {
  const before = steps.get(event.step);
  if (before === undefined) return [];
  const { answer: _answer, setback: _setback, ...kept } = before;
  steps.set(event.step, { ...kept, ...to, seq: event.seq, at: event.at });
  return [];
}

function markStale({ steps }: Draft, stale: readonly StaleStep[]): void {
  for (const { step, why } of stale) {
    const found = steps.get(step);
    if (found?.result !== undefined) steps.set(step, { ...found, stale: why });
  }
}

/** A check that had begun when causebook ended is interrupted, never assumed done; an earlier result of it stays. */
function interrupt({ steps }: Draft): void {
  for (const [id, step] of steps) if (step.status === 'running') steps.set(id, { ...step, status: 'interrupted' });
}

function statusOfAnswer(runbook: Runbook, id: string, choice: string | null): StepStatus {
  return stepOf(runbook, id)?.choices?.find((one) => one.id === choice)?.status ?? 'pass';
}
