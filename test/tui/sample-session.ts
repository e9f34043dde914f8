import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import type { CheckResult, Event, NewEvent } from '../../src/incident/events.ts';
import type { RunningCheck, Session, Snapshot, StepSource } from '../../src/incident/session.ts';
import { fold, lastUndoable } from '../../src/incident/update.ts';
import type { Runbook } from '../../src/runbook/schema.ts';
import { sampleDiagnosis } from './sample-diagnosis.ts';
import { sampleRunbook } from './sample-runbook.ts';

/** A session without journal and checks: it folds what it is told, and shows the diagnosis it was given. */
export type SampleSession = Session & {
  readonly dispatched: NewEvent[];
  readonly reran: { readonly step: string; readonly confirmed: boolean }[];
  readonly cancelled: string[];
  readonly pastes: { readonly source: string; readonly text: string }[];
  /** Changes what the next snapshots show, as a check that starts or a full disk would. */
  readonly show: (change: { readonly running?: readonly RunningCheck[]; readonly notSaved?: string }) => void;
};

/** When the sample incident was opened; each event is a minute later than the one before. */
export const openedAt = '2026-11-23T14:05:00.000Z';

/** Creates a session that is under way: `past` has happened. */
export function createSampleSession(
  options: {
    readonly runbook?: Runbook;
    readonly diagnosis?: Diagnosis;
    readonly past?: readonly NewEvent[];
    readonly pasteable?: readonly StepSource[];
  } = {},
): SampleSession {
  const runbook = options.runbook ?? sampleRunbook;
  const diagnosis = options.diagnosis ?? sampleDiagnosis;
  const listeners = new Set<() => void>();
  const dispatched: NewEvent[] = [];
  const reran: { step: string; confirmed: boolean }[] = [];
  const cancelled: string[] = [];
  const pastes: { source: string; text: string }[] = [];
  const pasteable = options.pasteable ?? [];
  let extra: Pick<Snapshot, 'running' | 'notSaved'> = { running: [], notSaved: undefined };
  let events: readonly Event[] = [opened, ...(options.past ?? samplePast)].map((event, index) =>
    stamp(event, index + 1),
  );
  let snapshot: Snapshot | undefined;
  const changed = () => {
    snapshot = undefined;
    for (const listener of listeners) listener();
  };
  const dispatch = async (event: NewEvent) => {
    dispatched.push(event);
    events = [...events, stamp(event, events.length + 1)];
    changed();
  };
  const take = (): Snapshot => {
    const state = fold(runbook, events);
    const next = diagnosis.next.filter(({ step }) => state.steps.get(step)?.status === 'pending');
    return { state, diagnosis: { ...diagnosis, next }, ...extra };
  };
  return {
    runbook: { runbook, file: 'runbooks/sample/runbook.yaml', sha256: 'f'.repeat(64) },
    snapshot: () => {
      snapshot ??= take();
      return snapshot;
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    dispatch,
    pasteable: async () => pasteable,
    paste: async (source, text) => {
      const pasted = { source, file: `pasted/${source}-1.log`, bytes: text.length, lines: 1, sha256: 'a'.repeat(64) };
      pastes.push({ source, text });
      await dispatch({ type: 'pasted', ...pasted });
      return pasted;
    },
    attach: () => Promise.reject(new Error('no front end attaches files')),
    redact: (text) => text.replaceAll('hunter2', '[secret]'),
    preview: async () => ({ status: 'ready', touches: [] }),
    undo: async () => {
      const target = lastUndoable(events);
      if (target === undefined) return undefined;
      await dispatch({ type: 'undone', target: target.seq });
      return 'step' in target && target.step !== undefined ? target.step : target.type;
    },
    rerun: (step, choice) => reran.push({ step, confirmed: choice?.confirmed === true }),
    markStale: async () => undefined,
    refresh: async () => 0,
    cancel: (step) => cancelled.push(step),
    idle: async () => undefined,
    watchDraft: () => undefined,
    saveDraft: async () => false,
    close: async () => ({ hangs: false }),
    dispatched,
    reran,
    cancelled,
    pastes,
    show: (change) => {
      extra = { ...extra, ...change };
      changed();
    },
  };
}

/** The result of a check, of which only what matters need be said. */
export function resultOf(part: Partial<CheckResult>): CheckResult {
  return {
    status: 'pass',
    outcome: null,
    say: 'nothing to tell',
    facts: {},
    evidence: [],
    command: null,
    startedAt: openedAt,
    durationMs: 400,
    ...part,
  };
}

const opened: NewEvent = {
  type: 'opened',
  incident: '2026-11-23-k7f3',
  runbook: {
    id: 'duplicate-registrations',
    title: 'Duplicate customer registrations',
    sha256: 'f'.repeat(64),
    file: 'runbook.yaml',
  },
  inputs: { customer_id: 'CUST_7890' },
  window: null,
  evidence: null,
  tool: 'causebook 0.1.0',
};

const logLine = (second: number, took: string) =>
  `10.20.0.5 [12/May/2026:10:30:${second} +0000] "POST /v1/customers HTTP/1.1" 499 rt=${took} rid=4bf92f idk=-`;

/** Two checks have found something, one is blocked. */
export const samplePast: readonly NewEvent[] = [
  {
    type: 'check-finished',
    step: 'intervals',
    result: resultOf({
      status: 'fail',
      outcome: 'constant',
      say: '3 requests, 2006 ms apart, which no person manages',
      facts: { n: 3, gap_ms: 2006 },
      evidence: [
        { source: 'partnercrm-edge.log', line: 1, text: logLine(17, '2.001') },
        { source: 'partnercrm-edge.log', line: 2, text: logLine(19, '2.002') },
      ],
      command: 'rg -n CUST_7890 partnercrm-edge.log',
    }),
  },
  {
    type: 'check-finished',
    step: 'receiver_status',
    result: resultOf({
      status: 'warn',
      outcome: 'closed',
      say: 'The edge logged 499 three times: the client had hung up',
    }),
  },
  {
    type: 'check-finished',
    step: 'client_outcome',
    result: resultOf({
      status: 'blocked',
      say: 'aspin-outbound.jsonl is not in the evidence folder',
      unblock: 'Ask #aspin for aspin-outbound.jsonl and start again with --evidence',
    }),
  },
];

function stamp(event: NewEvent, seq: number): Event {
  return { ...event, seq, at: new Date(Date.parse(openedAt) + (seq - 1) * 60_000).toISOString() } as Event;
}
