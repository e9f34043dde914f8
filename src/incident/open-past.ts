import type { Approval } from '../checks/check.ts';
import { UserError } from '../errors.ts';
import { type EvidenceFolder, openEvidenceFolder } from '../logs/evidence-folder.ts';
import type { KnownFormats } from '../logs/formats/known-formats.ts';
import type { Window } from '../logs/window.ts';
import { createRedactor, type Redactor } from '../redact/redactor.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import { policyOf } from '../runbook/redaction-policy.ts';
import type { Step } from '../runbook/schema.ts';
import type { Event, NewEvent, Opening } from './events.ts';
import { evidenceOf } from './evidence-of.ts';
import { cannotWrite, type IncidentFolder } from './incident-folder.ts';
import { type ResolvedInputs, resolveInputs } from './inputs.ts';
import { knowAll } from './know-all.ts';
import { loadIncidentRunbook } from './load-incident-runbook.ts';
import { type Machine, stillKnown } from './open-incident.ts';
import { overlayPasted } from './paste/overlay.ts';
import { pastedFor } from './paste/pasted-for.ts';
import { keepPen } from './pen/keep-pen.ts';
import { readOpened } from './read-opened.ts';
import { redactEvent } from './redact-event.ts';
import type { IncidentState } from './state.ts';
import { fold } from './update.ts';
import { continueJournal } from './write-journal.ts';

/** An incident that is open for an entry or two, without going on with it: nothing of it runs again. */
export type OpenPast = {
  readonly runbook: LoadedRunbook;
  readonly machine: Machine;
  /** As the incident was opened, but for what is given anew. */
  readonly opening: Pick<Opening, 'runbook' | 'inputs' | 'evidence'>;
  readonly inputs: ResolvedInputs;
  /** The window that the incident was opened with. */
  readonly window: Window | undefined;
  readonly folder: EvidenceFolder;
  /** The pasted texts that a step reads. */
  readonly pastedFor: (step: Step) => ReturnType<typeof pastedFor>;
  readonly known: KnownFormats;
  readonly approval: Approval | undefined;
  readonly redactor: Redactor;
  readonly state: () => IncidentState;
  /** Writes an event; it is on the disk when this resolves. */
  readonly append: (event: NewEvent) => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Takes the pen of an incident for an entry. `given` are inputs that count in place of those it was opened with, `evidence` a folder in
 * place of its own and of pasted texts. Throws a `UserError` where another causebook has it open.
 */
export async function openPast(of: {
  readonly home: IncidentFolder;
  readonly machine: Machine;
  readonly load: (file: string) => Promise<LoadedRunbook>;
  readonly approve: (runbook: LoadedRunbook) => Promise<Approval | undefined>;
  readonly given: { readonly [id: string]: string };
  readonly evidence: string | undefined;
}): Promise<OpenPast> {
  const { home, machine, load, approve, given } = of;
  const pen = keepPen(home, machine);
  await pen.take().catch((cause: unknown) => {
    throw cannotWrite(home, cause);
  });
  try {
    const { read, opening: opened } = await readOpened(home);
    const { runbook } = await loadIncidentRunbook({ folder: home, opening: opened, load });
    const known = await knowAll(machine, runbook);
    const evidence = of.evidence ?? evidenceOf(read.events) ?? undefined;
    const folder = await openEvidenceFolder(evidence).catch((cause: unknown) => {
      throw of.evidence === undefined ? evidenceIsGone(home.id, cause) : cause;
    });
    const inputs = await resolveInputs({
      runbook: runbook.runbook,
      given: { ...stillKnown(opened, runbook), ...given },
      env: machine.env,
      folder,
      known,
      now: machine.now(),
      signal: new AbortController().signal,
    });
    const redactor = createRedactor({ key: home.key, secrets: inputs.secrets, policy: policyOf(runbook.runbook) });
    const approval = await approve(runbook);
    const journal = continueJournal(home.journal, read, { guard: pen.guard });
    let events = read.events;
    const state = () => fold(runbook.runbook, events);
    const place = { home: home.path, runbook: runbook.runbook };
    const pasted = () => (of.evidence === undefined ? state().pasted : []);
    return {
      runbook,
      machine,
      opening: { runbook: opened.runbook, inputs: inputs.shown, evidence: folder.path ?? null },
      inputs,
      window: opened.window ?? undefined,
      folder: of.evidence === undefined ? overlayPasted(folder, { ...place, pasted }) : folder,
      pastedFor: (step) => pastedFor(step, { ...place, pasted: pasted() }),
      known,
      approval,
      redactor,
      state,
      append: async (entry) => {
        const stamp = { seq: (events.at(-1)?.seq ?? 0) + 1, at: machine.now().toISOString() };
        const event = { ...redactEvent(entry, redactor.afresh()), ...stamp } as Event;
        await journal.append(event);
        events = [...events, event];
      },
      close: async () => {
        await journal.close();
        await pen.release();
      },
    };
  } catch (cause) {
    await pen.release();
    throw cause;
  }
}

function evidenceIsGone(incident: string, cause: unknown): unknown {
  if (!(cause instanceof UserError)) return cause;
  const [problem] = cause.problems;
  const hint = `If it lies elsewhere now: causebook resume ${incident} --evidence DIR; for this check alone, give it here: --evidence DIR.`;
  return new UserError({ message: problem?.message ?? cause.message, hint }, { cause });
}
