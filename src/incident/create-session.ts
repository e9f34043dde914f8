import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { UserError } from '../errors.ts';
import { createLogStore } from '../logs/log-store.ts';
import { createCatalog } from '../runbook/catalog.ts';
import type { Step } from '../runbook/schema.ts';
import { bindingsOf } from './bindings.ts';
import { diagnoseIncident } from './diagnose-incident.ts';
import type { Event, NewEvent, Origin, Pasted } from './events.ts';
import { evidenceOf } from './evidence-of.ts';
import { findStale } from './find-stale.ts';
import { keepDrafts } from './keep-drafts.ts';
import { laneOf, maxParallel } from './lanes.ts';
import { overlayPasted } from './paste/overlay.ts';
import { listPasteable } from './paste/pasteable.ts';
import { pastedFor } from './paste/pasted-for.ts';
import { storePaste } from './paste/store-paste.ts';
import { previewStep } from './preview-step.ts';
import { createQueue } from './queue.ts';
import { redactEvent } from './redact-event.ts';
import { inputsWith, rerunCommand } from './rerun-command.ts';
import { runStep } from './run-step.ts';
import { createSaver } from './save-events.ts';
import type { RunningCheck, Session, Snapshot } from './session.ts';
import type { SessionOptions } from './session-options.ts';
import type { IncidentState } from './state.ts';
import { type Effect, fold, lastUndoable, update } from './update.ts';

/**
 * Creates the one session of an incident. It appends each event to the journal before it shows, folds it into the state,
 * and does what the event asks for: automatic checks run side by side. The first event is dispatched by the caller.
 */
export function createSession(options: SessionOptions): Session {
  const { runbook: loaded, journal, redactor, now } = options;
  const { runbook } = loaded;
  const sources = createCatalog(runbook, options.inputs);
  const folder = overlayPasted(options.folder, { home: options.home, runbook, pasted: () => state.pasted });
  const openLogs = () =>
    createLogStore({ folder, sources, known: options.known, env: options.env, mayRun: options.approval !== undefined });
  let logs = openLogs();
  const steps = new Map(runbook.phases.flatMap((phase) => phase.steps.map((step) => [step.id, step] as const)));
  const listeners = new Set<() => void>();
  const running = new Map<string, RunningCheck>();
  const controllers = new Map<string, AbortController>();
  const ends = new Map<string, Promise<void>>();
  const queue = createQueue(maxParallel);
  let state: IncidentState = fold(runbook, options.past);
  let seq = options.past.at(-1)?.seq ?? 0;
  let diagnosis: Diagnosis | undefined;
  let snapshot: Snapshot | undefined;
  let closed = false;
  let letGo = () => {};
  const closing = new Promise<void>((resolve) => {
    letGo = resolve;
  });

  const changed = () => {
    snapshot = undefined;
    for (const listener of listeners) listener();
  };

  const saver = createSaver(journal, changed);

  const dispatch = async (given: NewEvent, counting = redactor.afresh()): Promise<void> => {
    seq += 1;
    const event = { ...redactEvent(given, counting), seq, at: now().toISOString() } as Event;
    await saver.save(event);
    const [next, effects] = update(state, event, runbook);
    if (next.pasted.length !== state.pasted.length) readAnew();
    state = next;
    diagnosis = undefined;
    changed();
    for (const effect of effects) perform(effect);
  };

  /** What was read before a text was pasted or taken back, or a check is run again, is no answer any more; what still reads it may finish. */
  const readAnew = (): void => {
    folder.lookAgain?.();
    const before = logs;
    logs = openLogs();
    const close = () => before.close();
    queue.idle().then(close, close);
  };

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'run-check':
        if (effect.afresh === true) controllers.get(effect.step)?.abort(cancelled());
        void queue.add(laneOf(steps.get(effect.step)), async () => {
          await Promise.race([options.hold, closing]);
          // One that was cancelled may still tidy up behind itself; any other has begun after what this one is for.
          while (controllers.get(effect.step)?.signal.aborted === true)
            await ends.get(effect.step)?.catch(() => undefined);
          if (controllers.has(effect.step)) return;
          const end = runCheck(effect.step);
          ends.set(effect.step, end);
          await end;
        });
        return;
      case 'cancel-check':
        controllers.get(effect.step)?.abort(cancelled());
        return;
    }
  };

  const bindings = () => ({ ...bindingsOf(runbook, state), inputs: options.inputs });

  const testTargets = () => state.testTargets.map(({ url }) => url);

  const runCheck = async (id: string): Promise<void> => {
    const step = steps.get(id);
    if (step === undefined || closed) return;
    const controller = new AbortController();
    controllers.set(id, controller);
    running.set(id, { step: id, sinceMs: now().getTime(), progress: '' });
    try {
      await dispatch({ type: 'check-started', step: id });
      const result = await runStep(step, {
        bindings: bindings(),
        missingInputs: options.missingInputs,
        context: {
          now,
          folder,
          sources,
          logs,
          window: options.window,
          env: options.env,
          approval: options.approval,
          redact: redactor.text,
          testTargets: testTargets(),
        },
        signal: controller.signal,
        command: (one) => {
          if (state.opening === undefined) return one;
          const inputs = inputsWith(options.window, state.opening, runbook);
          const pasted = pastedFor(step, { runbook, home: options.home, pasted: state.pasted });
          return rerunCommand({ ...state.opening, inputs, evidence: evidenceOf(state.events) }, one, pasted);
        },
        progress: (progress) => {
          const before = running.get(id);
          if (before !== undefined) running.set(id, { ...before, progress: redactor.text(progress) });
          changed();
          // After a crash the journal must tell what had been sent.
          if (step.risk === 'write' && !closed) void dispatch({ type: 'check-progressed', step: id, say: progress });
        },
      });
      running.delete(id);
      await dispatch({ type: 'check-finished', step: id, result });
    } catch (cause) {
      running.delete(id);
      if (!controller.signal.aborted) throw cause;
      if (!closed) await dispatch({ type: 'check-cancelled', step: id });
    } finally {
      controllers.delete(id);
    }
  };

  const keep = async (id: string, text: string, origin?: Origin): Promise<Pasted | undefined> => {
    const source = runbook.sources.find((one) => one.id === id);
    if (source === undefined) throw new UserError({ message: `runbook ${runbook.id} has no source "${id}"` });
    const counting = redactor.afresh();
    const before = state.pasted.filter((one) => one.source === id).map(({ file }) => file);
    const stored = await storePaste({ home: options.home, source, text, before, redactor: counting });
    if (stored === undefined) return undefined;
    const pasted = { ...stored, ...(origin === undefined ? {} : { origin }) };
    await dispatch({ type: 'pasted', ...pasted }, counting);
    return pasted;
  };

  const preview = (step: Step) =>
    previewStep(step, {
      bindings: bindings(),
      missingInputs: options.missingInputs,
      sources,
      testTargets: testTargets(),
    });

  const markStale: Session['markStale'] = async (when, before) => {
    folder.lookAgain?.();
    const found = await findStale({ runbook, before, state, preview, folder, now: now(), when });
    if (found.length > 0) await dispatch({ type: 'went-stale', steps: found });
  };

  return {
    runbook: loaded,
    snapshot: () => {
      diagnosis ??= diagnoseIncident(runbook, state);
      snapshot ??= { state, diagnosis, running: [...running.values()], notSaved: saver.notSaved() };
      return snapshot;
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    dispatch: (event) => dispatch(event),
    redact: redactor.text,
    pasteable: (id) => listPasteable({ step: steps.get(id), runbook, folder, pasted: state.pasted }),
    paste: async (id, text) => {
      const kept = await keep(id, text);
      if (kept !== undefined) return kept;
      throw new UserError({ message: `all of it had been pasted for ${id} before; nothing was added` });
    },
    attach: async (id, { text, origin }) => {
      const isThere = state.pasted.some((one) => one.source === id && one.origin?.sha256 === origin.sha256);
      return isThere ? undefined : keep(id, text, origin);
    },
    preview: async (id) => {
      const step = steps.get(id);
      if (step === undefined) throw new UserError({ message: `there is no step "${id}"` });
      return redactor.value(await preview(step));
    },
    undo: async () => {
      const target = lastUndoable(state.events);
      if (target === undefined) return undefined;
      await dispatch({ type: 'undone', target: target.seq });
      return 'step' in target && target.step !== undefined ? target.step : target.type;
    },
    rerun: (id, choice) => {
      const step = steps.get(id);
      if (step === undefined || (step.risk === 'write' && choice?.confirmed !== true)) return;
      readAnew();
      perform({ type: 'run-check', step: id });
    },
    markStale,
    refresh: async () => {
      await markStale('before all was looked over');
      const stale = [...state.steps.values()].filter((step) => step.stale !== undefined && !controllers.has(step.id));
      // They share what they read.
      if (stale.length > 0) readAnew();
      for (const { id } of stale) if (steps.get(id)?.risk !== 'write') perform({ type: 'run-check', step: id });
      return stale.length;
    },
    cancel: (id) => perform({ type: 'cancel-check', step: id }),
    ...keepDrafts(dispatch),
    idle: queue.idle,
    close: async () => {
      closed = true;
      letGo();
      for (const controller of controllers.values()) controller.abort(cancelled());
      await queue.idle();
      logs.close();
      return saver.close();
    },
  };
}

function cancelled(): Error {
  return Object.assign(new Error('cancelled'), { name: 'AbortError' });
}
