import path from 'node:path';
import { UserError } from '../errors.ts';
import { openEvidenceFolder } from '../logs/evidence-folder.ts';
import type { Definition } from '../logs/formats/definition.ts';
import { type KnownFormats, knowFormats } from '../logs/formats/known-formats.ts';
import { createRedactor, type Redactor } from '../redact/redactor.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import { createSession } from './create-session.ts';
import type { Opening } from './events.ts';
import { createIncidentFolder, type IncidentFolder, takePen } from './incident-folder.ts';
import { resolveInputs } from './inputs.ts';
import { continueJournal, createJournal, readJournal } from './journal.ts';
import type { Session } from './session.ts';

/** An incident that is open for writing. `close` ends the session and lets go of the pen. */
export type OpenIncident = {
  readonly session: Session;
  readonly folder: IncidentFolder;
  readonly redactor: Redactor;
  readonly torn: number;
  readonly close: () => Promise<void>;
};

/** What opening an incident takes from the machine it runs on. `formats` are those that the person has added. */
export type Machine = {
  readonly root: string;
  readonly env: { readonly [name: string]: string | undefined };
  readonly now: () => Date;
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
  readonly tool: string;
  /** Its time zone (IANA), where it is known. */
  readonly zone?: string;
  readonly formats?: () => Promise<readonly Definition[]>;
};

/**
 * Opens a new incident and starts its automatic checks. Everything a person can get wrong is checked before the first
 * byte is written: throws a `UserError` and leaves nothing behind.
 */
export async function openIncident(options: {
  readonly runbook: LoadedRunbook;
  readonly evidence: string | undefined;
  readonly given: { readonly [id: string]: string };
  readonly machine: Machine;
  readonly mayRun?: boolean;
  /** URLs of test systems that this incident may write to, as `parseTestTarget` gives them. */
  readonly testTargets?: readonly string[];
  readonly hold?: Promise<void> | undefined;
}): Promise<OpenIncident> {
  const { runbook, evidence, given, machine, mayRun = false } = options;
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
  const folder = await createIncidentFolder(machine.root, machine.now());
  const release = await takePen(folder, machine);
  const redactor = createRedactor({ key: folder.key, secrets: inputs.secrets });
  const session = createSession({
    runbook,
    journal: await createJournal(folder.journal),
    past: [],
    inputs: inputs.values,
    missingInputs: inputs.missing,
    window: inputs.window,
    folder: evidenceFolder,
    home: folder.path,
    known,
    env: machine.env,
    mayRun,
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
    },
    inputs: inputs.shown,
    window: inputs.window ?? null,
    evidence: evidenceFolder.path ?? null,
    tool: machine.tool,
    ...(machine.zone === undefined || machine.zone === 'UTC' ? {} : { zone: machine.zone }),
  });
  await nameTargets(session, options.testTargets);
  return { session, folder, redactor, torn: 0, close: () => closeAll(session, release) };
}

/** Opens an incident again and goes on with it: finished checks and answers stand, what was interrupted runs again. */
export async function resumeIncident(options: {
  readonly folder: IncidentFolder;
  readonly load: (file: string) => Promise<LoadedRunbook>;
  /** Whether the commands of the runbook may run. */
  readonly approve?: (runbook: LoadedRunbook) => Promise<boolean>;
  readonly testTargets?: readonly string[];
  readonly machine: Machine;
  readonly hold?: Promise<void> | undefined;
}): Promise<OpenIncident> {
  const { folder, machine } = options;
  // The pen first: what another causebook still writes would be missing from what is read here.
  const release = await takePen(folder, machine);
  try {
    return await goOn(options, release);
  } catch (cause) {
    await release();
    throw cause;
  }
}

async function goOn(
  options: Parameters<typeof resumeIncident>[0],
  release: () => Promise<void>,
): Promise<OpenIncident> {
  const { folder, load, machine } = options;
  const read = await readJournal(folder.journal);
  const opening = openingOf(read.events);
  if (opening === undefined)
    throw new UserError({
      message: `incident ${folder.id} ended before it was opened`,
      hint: `Remove it with: causebook rm ${folder.id}`,
    });
  const runbook = await load(opening.runbook.file);
  const known = await knowAll(machine, runbook);
  const mayRun = (await options.approve?.(runbook)) ?? false;
  const evidenceFolder = await openEvidenceFolder(opening.evidence ?? undefined);
  const signal = new AbortController().signal;
  const inputs = await resolveInputs({
    runbook: runbook.runbook,
    given: stillKnown(opening, runbook),
    env: machine.env,
    folder: evidenceFolder,
    known,
    now: machine.now(),
    signal,
  });
  const redactor = createRedactor({ key: folder.key, secrets: inputs.secrets });
  const session = createSession({
    runbook,
    journal: await continueJournal(folder.journal, read),
    past: read.events,
    inputs: inputs.values,
    missingInputs: inputs.missing,
    window: opening.window ?? undefined,
    folder: evidenceFolder,
    home: folder.path,
    known,
    env: machine.env,
    mayRun,
    redactor,
    now: machine.now,
    hold: options.hold,
  });
  await session.dispatch({ type: 'resumed', runbookSha256: runbook.sha256 });
  await nameTargets(session, options.testTargets);
  return { session, folder, redactor, torn: read.torn, close: () => closeAll(session, release) };
}

async function nameTargets(session: Session, urls: readonly string[] = []): Promise<void> {
  for (const url of urls) await session.dispatch({ type: 'test-target-named', url });
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

/** The formats that come with causebook, then the person's, then the runbook's. */
export async function knowAll(machine: Machine, { runbook }: LoadedRunbook): Promise<KnownFormats> {
  return knowFormats([...((await machine.formats?.()) ?? []), ...runbook.formats]);
}

async function closeAll(session: Session, release: () => Promise<void>): Promise<void> {
  try {
    await session.close();
  } finally {
    await release();
  }
}
