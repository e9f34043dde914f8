import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { Approval } from '../checks/check.ts';
import { messageOf, UserError } from '../errors.ts';
import { openEvidenceFolder } from '../logs/evidence-folder.ts';
import type { Definition } from '../logs/formats/definition.ts';
import { createRedactor, type Redactor } from '../redact/redactor.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import { policyOf } from '../runbook/redaction-policy.ts';
import type { Runbook } from '../runbook/schema.ts';
import { createSession } from './create-session.ts';
import type { Opening } from './events.ts';
import { type IncidentFolder, isUnwritable, makeIncidentFolder, nameIncidentFolder } from './incident-folder.ts';
import { resolveInputs } from './inputs.ts';
import { knowAll } from './know-all.ts';
import { type HandedOver, letGoOnRequest } from './let-go.ts';
import { keepPen } from './pen/keep-pen.ts';
import { createHolder, type Writer } from './pen/pen-file.ts';
import { nameHolder } from './pen/take-pen.ts';
import type { Session } from './session.ts';
import { createJournal, type Journal } from './write-journal.ts';

/**
 * An incident that is open for writing. `notices` are what its reader should know before going on. `close` ends the session, lets go of
 * the pen, and gives the journal's lines that could not be written anywhere.
 */
export type OpenIncident = {
  readonly session: Session;
  readonly folder: IncidentFolder;
  readonly redactor: Redactor;
  /** The runbook that the incident was opened with, where it is known and another one now. */
  readonly before: Runbook | undefined;
  readonly notices: readonly string[];
  /** Resolves when the walk is to end because somebody else has, or gets, the pen. */
  readonly handedOver: Promise<HandedOver>;
  readonly close: () => Promise<Unsaved>;
};

/** Lines of a journal that could not be written; `hangs` where the disk does not answer, and may have them or not. */
export type Unsaved = { readonly unsaved: string; readonly hangs: boolean };

/** What opening an incident takes from the machine it runs on. `formats` are those that the person has added. */
export type Machine = Writer & {
  readonly root: string;
  readonly env: { readonly [name: string]: string | undefined };
  readonly tool: string;
  /** Its time zone (IANA), where it is known. */
  readonly zone?: string;
  readonly formats?: () => Promise<readonly Definition[]>;
};

/**
 * Opens a new incident and starts its automatic checks. Everything a person can get wrong is checked before the first
 * byte is written: throws a `UserError` and leaves nothing behind. On a disk that is full or read-only the incident is in memory alone
 * until it can be written.
 */
export async function openIncident(options: {
  readonly runbook: LoadedRunbook;
  /** What a command line names the runbook by; its id where this is left out. */
  readonly name?: string;
  readonly evidence: string | undefined;
  readonly given: { readonly [id: string]: string };
  readonly machine: Machine;
  readonly approval?: Approval | undefined;
  /** URLs of test systems that this incident may write to, as `parseTestTarget` gives them. */
  readonly testTargets?: readonly string[];
  readonly hold?: Promise<void> | undefined;
}): Promise<OpenIncident> {
  const { runbook, evidence, given, machine, approval } = options;
  const known = await knowAll(machine, runbook);
  const evidenceFolder = await openEvidenceFolder(evidence);
  const signal = new AbortController().signal;
  const inputs = await resolveInputs({
    runbook: runbook.runbook,
    given,
    env: machine.env,
    folder: evidenceFolder,
    known,
    now: machine.now(),
    signal,
  });
  const folder = nameIncidentFolder(machine.root, machine.now());
  const pen = keepPen(folder, machine);
  const prepare = async () => {
    await makeIncidentFolder(folder);
    await pen.take();
    // Without a copy only less is known when the runbook changes.
    await copyFile(runbook.file, folder.runbook).catch(() => undefined);
  };
  await prepare().catch((cause: unknown) => {
    if (!isUnwritable(cause)) throw cannotKeep(machine.root, cause);
  });
  const redactor = createRedactor({ key: folder.key, secrets: inputs.secrets, policy: policyOf(runbook.runbook) });
  const journal = createJournal(folder.journal, { prepare, guard: pen.guard });
  const session = createSession({
    runbook,
    journal,
    past: [],
    inputs: inputs.values,
    missingInputs: inputs.missing,
    window: inputs.window,
    folder: evidenceFolder,
    home: folder.path,
    known,
    env: machine.env,
    approval,
    redactor,
    now: machine.now,
    hold: options.hold,
  });
  await session.dispatch({
    type: 'opened',
    incident: folder.id,
    runbook: {
      id: runbook.runbook.id,
      title: runbook.runbook.title,
      sha256: runbook.sha256,
      // The incident is gone on with from any folder.
      file: path.resolve(runbook.file),
      ...(options.name === undefined || options.name === runbook.runbook.id ? {} : { name: options.name }),
    },
    inputs: inputs.shown,
    window: inputs.window ?? null,
    evidence: evidenceFolder.path ?? null,
    tool: machine.tool,
    by: nameHolder(createHolder(machine)),
    ...(machine.zone === undefined || machine.zone === 'UTC' ? {} : { zone: machine.zone }),
  });
  for (const url of options.testTargets ?? []) await session.dispatch({ type: 'test-target-named', url });
  return {
    session,
    folder,
    redactor,
    before: undefined,
    notices: [],
    handedOver: letGoOnRequest(session, pen),
    close: () => closeAll(session, journal, pen.release),
  };
}

/** Ends a session and lets go of the pen, whatever happens; gives what could not be written. */
export async function closeAll(session: Session, journal: Journal, release: () => Promise<void>): Promise<Unsaved> {
  let hangs = false;
  try {
    ({ hangs } = await session.close());
    return { unsaved: journal.unsaved(), hangs };
  } finally {
    const released = release();
    if (hangs) released.catch(() => undefined);
    else await released;
  }
}

/** The opening among an incident's events. */
export function openingOf(events: readonly { readonly type: string }[]): Opening | undefined {
  return events.find((event): event is { readonly type: 'opened' } & Opening => event.type === 'opened');
}

/** The inputs of an incident; one that a changed runbook no longer has is left behind. */
export function stillKnown(opening: Opening, runbook: LoadedRunbook): { readonly [id: string]: string } {
  return Object.fromEntries(
    Object.entries(opening.inputs).filter(([id]) => runbook.runbook.inputs.some((input) => input.id === id)),
  );
}

function cannotKeep(root: string, cause: unknown): UserError {
  return new UserError(
    {
      message: `incidents cannot be kept in ${root}: ${messageOf(cause)}`,
      hint: 'Set XDG_STATE_HOME to a folder that can be written.',
    },
    { cause },
  );
}
