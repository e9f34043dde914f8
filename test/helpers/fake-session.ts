import { diagnoseIncident } from '../../src/incident/diagnose-incident.ts';
import type { CheckResult, Event, NewEvent } from '../../src/incident/events.ts';
import type { StepPreview } from '../../src/incident/preview-step.ts';
import type { RunningCheck, Session, Snapshot, StepSource } from '../../src/incident/session.ts';
import { fold, lastUndoable } from '../../src/incident/update.ts';
import type { LoadedRunbook } from '../../src/runbook/load.ts';

/** A session in memory whose checks end when the test says so. */
export type FakeSession = Session & {
  readonly dispatched: readonly NewEvent[];
  readonly reruns: readonly { readonly step: string; readonly confirmed: boolean | undefined }[];
  readonly pastes: readonly { readonly source: string; readonly text: string }[];
  readonly start: (step: string) => void;
  readonly finish: (step: string, result: CheckResult) => void;
  readonly failToSave: (why: string) => void;
};

/** Creates a session that has seen `past`. */
export function createFakeSession(of: {
  readonly runbook: LoadedRunbook;
  readonly past: readonly NewEvent[];
  readonly pasteable?: readonly StepSource[];
  readonly preview?: StepPreview;
}): FakeSession {
  const { runbook, pasteable = [] } = of;
  const pastes: { readonly source: string; readonly text: string }[] = [];
  const events: Event[] = [];
  const dispatched: NewEvent[] = [];
  const reruns: { readonly step: string; readonly confirmed: boolean | undefined }[] = [];
  const running = new Map<string, RunningCheck>();
  const listeners = new Set<() => void>();
  const idlers = new Set<() => void>();
  let notSaved: string | undefined;
  let snapshot: Snapshot | undefined;

  const changed = () => {
    snapshot = undefined;
    for (const listener of listeners) listener();
    if (running.size === 0) for (const idler of idlers) idler();
  };
  const add = (event: NewEvent) => {
    events.push({
      ...event,
      seq: events.length + 1,
      at: `2026-05-12T12:00:${String(events.length).padStart(2, '0')}Z`,
    } as Event);
    changed();
  };
  const start = (step: string) => {
    running.set(step, { step, sinceMs: 0, progress: '' });
    add({ type: 'check-started', step });
  };
  for (const event of of.past) add(event);

  return {
    runbook,
    dispatched,
    reruns,
    pastes,
    start,
    finish: (step, result) => {
      running.delete(step);
      add({ type: 'check-finished', step, result });
    },
    failToSave: (why) => {
      notSaved = why;
      changed();
    },
    snapshot: () => {
      if (snapshot === undefined) {
        const state = fold(runbook.runbook, events);
        snapshot = {
          state,
          diagnosis: diagnoseIncident(runbook.runbook, state),
          running: [...running.values()],
          notSaved,
        };
      }
      return snapshot;
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    dispatch: async (event) => {
      dispatched.push(event);
      add(event);
    },
    pasteable: async () => pasteable,
    paste: async (source, text) => {
      const pasted = { source, file: `pasted/${source}-1.log`, bytes: text.length, lines: 1, sha256: 'a'.repeat(64) };
      pastes.push({ source, text });
      add({ type: 'pasted', ...pasted });
      return pasted;
    },
    attach: () => Promise.reject(new Error('no front end attaches files')),
    redact: (text) => text.replaceAll('hunter2', '[secret]'),
    preview: async () => of.preview ?? { status: 'ready', touches: [] },
    undo: async () => {
      const target = lastUndoable(events);
      if (target === undefined) return undefined;
      add({ type: 'undone', target: target.seq });
      return 'step' in target && target.step !== undefined ? target.step : target.type;
    },
    rerun: (step, options) => {
      reruns.push({ step, confirmed: options?.confirmed });
      start(step);
    },
    markStale: async () => undefined,
    refresh: async () => {
      const stale = [...fold(runbook.runbook, events).steps.values()].filter((step) => step.stale !== undefined);
      for (const { id } of stale) start(id);
      return stale.length;
    },
    cancel: () => undefined,
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.add(resolve))),
    watchDraft: () => undefined,
    saveDraft: async () => false,
    close: async () => ({ hangs: false }),
  };
}
