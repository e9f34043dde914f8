import { diagnoseIncident } from '../incident/diagnose-incident.ts';
import { evidenceOf } from '../incident/evidence-of.ts';
import { findIncidentFolder, type IncidentFolder } from '../incident/incident-folder.ts';
import { listMissingSources } from '../incident/missing-sources.ts';
import { overlayPasted } from '../incident/paste/overlay.ts';
import { reopenEvidence } from '../incident/reopen-evidence.ts';
import { resumeIncident } from '../incident/resume-incident.ts';
import type { IncidentState } from '../incident/state.ts';
import { createRedactor, type Redactor } from '../redact/redactor.ts';
import { toVisible } from '../redact/visible.ts';
import { renderQuestionnaire } from '../report/questionnaire/render.ts';
import { createQuestionnaire, type Questionnaire } from '../report/questionnaire.ts';
import { createReport, type Report } from '../report/report.ts';
import { type LoadedRunbook, loadRunbook } from '../runbook/load.ts';
import { policyOf } from '../runbook/redaction-policy.ts';
import type { Party } from '../runbook/schema.ts';
import { exitCodes } from './exit-codes.ts';
import { findParty } from './find-party.ts';
import type { Globals } from './globals.ts';
import { listAskable } from './list-askable.ts';
import { checkedRunbooks, thisMachine } from './machine.ts';
import { readIncidentState } from './read-incident.ts';
import { saveNote } from './save-note.ts';
import { shareText } from './share-text.ts';
import { closeRecorded } from './tell-unsaved.ts';
import { zoneOfMachine } from './zone-of-machine.ts';

/** Flags of `causebook ask`. Without `mark` the message is printed and nothing recorded. */
type AskFlags = {
  readonly party?: string;
  readonly format: 'md' | 'text';
  readonly all?: boolean;
  readonly output?: string;
  readonly yes?: boolean;
  readonly mark: boolean;
};

/** A message, and the report that it was made from. */
type Message = { readonly asked: Questionnaire; readonly report: Report };

/**
 * Prints the questions still open for a party as a message to send, and records that an answer is waited for from now on. Without a party
 * it lists those that have open questions.
 */
export async function ask(id: string | undefined, flags: AskFlags, globals: Globals): Promise<void> {
  if (flags.party === undefined) return listAskable(id, globals);
  if (flags.mark) return askAndMark(id, flags, globals);
  const { folder, loaded, state } = await readIncidentState(id, globals);
  const { inputs } = loaded.runbook;
  const secrets = inputs.flatMap(({ secret, env }) => (secret && env !== undefined ? (process.env[env] ?? []) : []));
  const redactor = createRedactor({ key: folder.key, secrets, policy: policyOf(loaded.runbook) });
  const party = findParty(flags.party, loaded.runbook);
  const message = await compose({ folder, loaded, state, redactor, party, flags });
  if (message === undefined) say(`nothing is open for ${party.name}`);
  else await deliver(message, flags, globals);
}

async function askAndMark(id: string | undefined, flags: AskFlags, globals: Globals): Promise<void> {
  const machine = thisMachine(globals.version);
  const folder = await findIncidentFolder(machine.root, id);
  const load = (file: string) => loadRunbook(file, checkedRunbooks(globals));
  const incident = await resumeIncident({ folder, load, machine, isRecording: true });
  try {
    const { session, redactor } = incident;
    const { state } = session.snapshot();
    const party = findParty(flags.party ?? '', session.runbook.runbook);
    const message = await compose({ folder, loaded: session.runbook, state, redactor, party, flags });
    if (message === undefined) return say(`nothing is open for ${party.name}`);
    if (!(await deliver(message, flags, globals))) return;
    const steps = [...message.asked.questions, ...message.asked.actions].map(({ step }) => step);
    for (const step of steps.filter((one) => state.steps.get(one)?.status !== 'waiting'))
      await session.dispatch({ type: 'set-back', step, as: 'waiting', from: party.name });
    await saveNote(incident);
    const { left } = message.asked;
    const more = left === 0 ? '' : `; ${left} more are open (--all)`;
    say(`waiting for ${party.name}: ${steps.join(', ')}${more}`);
    say(`when the reply is there: causebook answer ${folder.id} reply.txt --party ${party.id}`);
  } finally {
    await closeRecorded(incident);
  }
}

async function compose(of: {
  readonly folder: IncidentFolder;
  readonly loaded: LoadedRunbook;
  readonly state: IncidentState;
  readonly redactor: Redactor;
  readonly party: Party;
  readonly flags: AskFlags;
}): Promise<Message | undefined> {
  const { loaded, state, party } = of;
  const { runbook } = loaded;
  const report = createReport({ state, diagnosis: diagnoseIncident(runbook, state), runbook: loaded });
  const { folder: given, lost } = await reopenEvidence(evidenceOf(state.events), of.folder.id);
  const folder = overlayPasted(given, { home: of.folder.path, runbook, pasted: () => state.pasted });
  if (lost !== undefined) say(`${lost}. Until then no files are asked for`);
  // Of a folder that is gone nobody knows what it lacked.
  const missing = lost === undefined ? await listMissingSources({ runbook, party: party.id, folder }) : [];
  const all = of.flags.all === true;
  const asked = createQuestionnaire({ report, runbook, state, party, missing, all });
  return asked === undefined ? undefined : { asked: of.redactor.value(asked), report };
}

/** Prints the message or writes it to a file; gives whether it may be sent. */
async function deliver({ asked, report }: Message, flags: AskFlags, globals: Globals): Promise<boolean> {
  const { format, output: file, yes = false } = flags;
  const text = renderQuestionnaire(asked, { format, zone: zoneOfMachine(process.env) });
  if (file === undefined) {
    process.stdout.write(text);
    return true;
  }
  // Of the incident the message has some inputs, and neither remarks nor answers nor lines of evidence.
  const inputs = report.header.inputs.filter(({ id }) => asked.ids.some((one) => one.id === id));
  const told = { ...report, header: { ...report.header, inputs }, remarks: [], steps: [] };
  const isWritten = await shareText({ report: told, text, file, yes, globals });
  if (!isWritten) process.exitCode = exitCodes.inconclusive;
  return isWritten;
}

/** Standard output is for the message. */
function say(text: string): void {
  process.stderr.write(`causebook: ${toVisible(text)}\n`);
}
