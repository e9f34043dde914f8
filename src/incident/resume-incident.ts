import { copyFile } from 'node:fs/promises';
import type { Approval } from '../checks/check.ts';
import { type EvidenceFolder, openEvidenceFolder } from '../logs/evidence-folder.ts';
import { createRedactor } from '../redact/redactor.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import { policyOf } from '../runbook/redaction-policy.ts';
import type { Runbook } from '../runbook/schema.ts';
import { createSession } from './create-session.ts';
import type { Opening } from './events.ts';
import { evidenceOf } from './evidence-of.ts';
import { type IncidentFolder, isUnwritable, writeWhole } from './incident-folder.ts';
import { resolveInputs } from './inputs.ts';
import { headerLine, type ReadJournal } from './journal.ts';
import { knowAll } from './know-all.ts';
import { letGoOnRequest } from './let-go.ts';
import { loadIncidentRunbook } from './load-incident-runbook.ts';
import { listMisfits } from './misfits.ts';
import { closeAll, type Machine, type OpenIncident, stillKnown } from './open-incident.ts';
import { askForPen } from './pen/ask-for-pen.ts';
import { type KeptPen, keepPen } from './pen/keep-pen.ts';
import { createHolder } from './pen/pen-file.ts';
import { nameHolder } from './pen/take-pen.ts';
import { readOpened } from './read-opened.ts';
import { reopenEvidence } from './reopen-evidence.ts';
import type { Session } from './session.ts';
import { unknownEvents } from './unknown-events.ts';
import { continueJournal } from './write-journal.ts';

type ResumeOptions = {
  readonly folder: IncidentFolder;
  readonly load: (file: string) => Promise<LoadedRunbook>;
  /** Asks for what the runbook may run. */
  readonly approve?: (runbook: LoadedRunbook) => Promise<Approval | undefined>;
  readonly testTargets?: readonly string[];
  /** The evidence folder that counts from here on, in place of the recorded one. */
  readonly evidence?: string | undefined;
  readonly machine: Machine;
  readonly hold?: Promise<void> | undefined;
  /** Asks whoever has the pen for it. */
  readonly take?: boolean;
  /** Leaves out lines of the journal that cannot be read, and keeps the file as it was under another name. */
  readonly skipDamaged?: boolean;
  /** Only to record something: nothing runs but what a recorded event asks for. */
  readonly isRecording?: boolean;
};

/**
 * Opens an incident again and goes on with it: finished checks and answers stand, what was interrupted runs again, results that may no
 * longer hold are marked.
 */
export async function resumeIncident(options: ResumeOptions): Promise<OpenIncident> {
  const { folder, machine } = options;
  const pen = keepPen(folder, machine);
  if (options.take === true) await askForPen(folder, machine);
  // The pen first: what another causebook still writes would be missing from what is read here.
  await pen.take().catch((cause: unknown) => {
    if (!isUnwritable(cause)) throw cause;
  });
  try {
    return await goOn(options, pen);
  } catch (cause) {
    await pen.release();
    throw cause;
  }
}

async function goOn(options: ResumeOptions, pen: KeptPen): Promise<OpenIncident> {
  const { folder, load, machine } = options;
  const { read, opening } = await readOpened(folder, options);
  const { runbook, before, isCopy } = await loadIncidentRunbook({ folder, opening, load });
  const known = await knowAll(machine, runbook);
  const approval = await options.approve?.(runbook);
  const recorded = evidenceOf(read.events);
  const evidence =
    options.evidence === undefined
      ? await reopenEvidence(recorded, folder.id)
      : { folder: await openEvidenceFolder(options.evidence), lost: undefined };
  const signal = new AbortController().signal;
  const inputs = await resolveInputs({
    runbook: runbook.runbook,
    given: stillKnown(opening, runbook),
    env: machine.env,
    folder: evidence.folder,
    known,
    now: machine.now(),
    signal,
  });
  const redactor = createRedactor({ key: folder.key, secrets: inputs.secrets, policy: policyOf(runbook.runbook) });
  const repair = read.damaged.length > 0 ? await repairJournal(folder, read) : undefined;
  const journal = continueJournal(folder.journal, repair?.read ?? read, { prepare: pen.take, guard: pen.guard });
  const session = createSession({
    runbook,
    journal,
    past: read.events,
    inputs: inputs.values,
    missingInputs: inputs.missing,
    window: opening.window ?? undefined,
    folder: evidence.folder,
    home: folder.path,
    known,
    env: machine.env,
    approval,
    redactor,
    now: machine.now,
    hold: options.hold,
  });
  if (options.isRecording !== true)
    await markResumed({ session, runbook, before, evidence: evidence.folder, recorded, machine });
  for (const url of options.testTargets ?? []) await session.dispatch({ type: 'test-target-named', url });
  return {
    session,
    folder,
    redactor,
    before,
    notices: [
      ...noticesOf(read, repair?.backup),
      ...(evidence.lost === undefined ? [] : [evidence.lost]),
      ...(isCopy
        ? [`${opening.runbook.file} cannot be used any more; the copy that the incident keeps is used`]
        : tellChange({
            opening,
            runbook,
            misfits: listMisfits({ events: read.events, runbook: runbook.runbook, before }),
          })),
      ...tellStale(session.snapshot().state.steps.values()),
    ],
    handedOver: letGoOnRequest(session, pen),
    close: () => closeAll(session, journal, pen.release),
  };
}

/** Records who goes on, and which results may no longer hold. */
async function markResumed(of: {
  readonly session: Session;
  readonly runbook: LoadedRunbook;
  readonly before: Runbook | undefined;
  readonly evidence: EvidenceFolder;
  readonly recorded: string | null;
  readonly machine: Machine;
}): Promise<void> {
  const { session, runbook, before, evidence, recorded, machine } = of;
  await session.dispatch({
    type: 'resumed',
    runbookSha256: runbook.sha256,
    by: nameHolder(createHolder(machine)),
    ...(evidence.path === undefined || evidence.path === recorded ? {} : { evidence: evidence.path }),
  });
  await session.markStale('before the walk went on', before);
}

/** Writes the journal anew without the lines that cannot be read; the file as it was stays beside it. */
async function repairJournal(
  folder: IncidentFolder,
  read: ReadJournal,
): Promise<{ readonly read: ReadJournal; readonly backup: string }> {
  const backup = `${folder.journal}.damaged-${read.bytes}`;
  await copyFile(folder.journal, backup);
  const text = `${headerLine}${read.events.map((event) => `${JSON.stringify(event)}\n`).join('')}`;
  await writeWhole(folder.journal, text);
  return { read: { ...read, bytes: Buffer.byteLength(text), torn: 0 }, backup };
}

function noticesOf(read: ReadJournal, backup: string | undefined): readonly string[] {
  const torn = read.isTornLine
    ? `the last line of the journal was unfinished and was dropped (${read.torn} bytes)`
    : `the end of the journal was damaged and was dropped (${read.torn} bytes)`;
  const unknown = unknownEvents(read.events);
  const kinds = [...new Set(unknown.map(({ type }) => type))].slice(0, maxNamed).join(', ');
  return [
    ...(read.torn === 0 ? [] : [torn]),
    ...(unknown.length === 0
      ? []
      : [
          `the journal has ${count(unknown.length, 'line')} of a newer causebook that this one does not know (${kinds}): kept, and not counted`,
        ]),
    ...(backup === undefined
      ? []
      : [
          `${count(read.damaged.length, 'line')} of the journal could not be read and ${read.damaged.length === 1 ? 'was' : 'were'} left out; the file as it was is ${backup}`,
        ]),
  ];
}

function tellChange(of: {
  readonly opening: Opening;
  readonly runbook: LoadedRunbook;
  readonly misfits: ReturnType<typeof listMisfits>;
}): readonly string[] {
  if (of.opening.runbook.sha256 === of.runbook.sha256) return [];
  const { misfits } = of;
  if (misfits.length === 0)
    return ['the runbook has changed since this incident was opened; all that was recorded still fits'];
  return [
    `the runbook has changed since this incident was opened; ${count(misfits.length, 'thing')} that was recorded ${misfits.length === 1 ? 'does' : 'do'} not fit it as it did:`,
    ...misfits.map(({ what, why }) => `  ${what}: ${why}`),
  ];
}

function tellStale(steps: Iterable<{ readonly id: string; readonly stale?: string | undefined }>): readonly string[] {
  const stale = [...steps].filter((step) => step.stale !== undefined);
  if (stale.length === 0) return [];
  return [
    `${count(stale.length, 'result')} may no longer hold; R on the screen, or --refresh, runs ${stale.length === 1 ? 'its check' : 'their checks'} again:`,
    ...groupByReason(stale),
  ];
}

const maxNamed = 4;

/** Many results go stale for one reason: it stands once. */
function groupByReason(
  stale: readonly { readonly id: string; readonly stale?: string | undefined }[],
): readonly string[] {
  const reasons = new Set(stale.map((step) => step.stale));
  return [...reasons].map((why) => {
    const ids = stale.filter((step) => step.stale === why).map(({ id }) => id);
    const more = ids.length > maxNamed ? ` and ${ids.length - maxNamed} more` : '';
    return `  ${ids.slice(0, maxNamed).join(', ')}${more}: ${why}`;
  });
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
