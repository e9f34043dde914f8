import { UserError } from '../errors.ts';
import { findIncidentFolder } from '../incident/incident-folder.ts';
import type { OpenIncident } from '../incident/open-incident.ts';
import { parseReply, type Reply } from '../incident/reply/parse-reply.ts';
import { readHeader } from '../incident/reply/read-header.ts';
import { resumeIncident } from '../incident/resume-incident.ts';
import { countOf } from '../logs/questions/wording.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import type { Prompter } from '../prompt/prompter.ts';
import { toVisible } from '../redact/visible.ts';
import { listPartyQuestions } from '../report/questionnaire/party-questions.ts';
import { renderSummary } from '../report/summary.ts';
import { loadRunbook } from '../runbook/load.ts';
import type { Party } from '../runbook/schema.ts';
import { attachFiles, readFiles } from './answer/attach-files.ts';
import { chooseParty } from './answer/choose-party.ts';
import { choosePlace } from './answer/choose-place.ts';
import { recordAnswers } from './answer/record-answers.ts';
import { approveCommands } from './approve-commands.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { checkedRunbooks, thisMachine } from './machine.ts';
import { openPrompter } from './open-prompter.ts';
import { printLines } from './print-lines.ts';
import { readGivenText } from './read-given-text.ts';
import { reportOf, saveNote } from './save-note.ts';
import { closeRecorded } from './tell-unsaved.ts';

/** Flags of `causebook answer`. */
export type AnswerFlags = {
  readonly party?: string;
  readonly by?: string;
  readonly how?: 'looked' | 'memory' | 'document';
  readonly attach: readonly string[];
  readonly replace?: boolean;
};

/**
 * Reads a party's reply and records what it says, from whom and how sure, and the files that came with it. What cannot be read without
 * doubt is asked on a terminal; without one it stays open and the exit code is 5.
 */
export async function answer(
  given: { readonly incident: string | undefined; readonly file: string | undefined },
  flags: AnswerFlags,
  globals: Globals,
): Promise<void> {
  const machine = thisMachine(globals.version);
  const place = await choosePlace(given, machine.root);
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true && place.file !== '-';
  const prompter = isTerminal ? await openPrompter(globals) : undefined;
  try {
    const text = await readReply(place.file, flags, prompter);
    const header = readHeader(text);
    assertIncident(place.incident, header?.incident);
    const folder = await findIncidentFolder(machine.root, place.incident ?? header?.incident);
    const incident = await resumeIncident({
      folder,
      load: (file) => loadRunbook(file, checkedRunbooks(globals)),
      // What was approved may run for a file that was attached; nothing new is asked here.
      approve: (runbook) => approveCommands({ runbook, root: machine.root, ui: 'none', yes: false, globals }),
      machine,
      isRecording: true,
    });
    try {
      for (const notice of incident.notices) process.stderr.write(`causebook: ${toVisible(notice)}\n`);
      const { session } = incident;
      const { runbook } = session.runbook;
      const party = await chooseParty({
        typed: flags.party,
        header,
        text,
        runbook,
        state: session.snapshot().state,
        prompter,
      });
      process.exitCode = await take({ incident, party, text, file: place.file ?? 'the reply', flags, prompter });
    } finally {
      await closeRecorded(incident);
    }
  } catch (cause) {
    if (!(cause instanceof PromptEnded)) throw cause;
    process.exitCode = exitCodes.interrupted;
  } finally {
    prompter?.close();
  }
}

/** Files alone are a reply too. */
async function readReply(
  file: string | undefined,
  { attach }: AnswerFlags,
  prompter: Prompter | undefined,
): Promise<string> {
  if (file === undefined && attach.length > 0) return '';
  const message = 'Paste the reply (not shown). A single . on a line ends it, or Ctrl-D';
  return readGivenText(file, { what: 'the reply', prompter, message });
}

function assertIncident(named: string | undefined, inReply: string | undefined): void {
  if (named === undefined || inReply === undefined || inReply.startsWith(named)) return;
  throw new UserError({
    message: `the reply is to questions of incident ${inReply}, not of ${named}`,
    hint: `Type: causebook answer ${inReply} FILE`,
  });
}

async function take(of: {
  readonly incident: OpenIncident;
  readonly party: Party;
  readonly text: string;
  readonly file: string;
  readonly flags: AnswerFlags;
  readonly prompter: Prompter | undefined;
}): Promise<number> {
  const { incident, party, flags } = of;
  const { session, redactor } = incident;
  const { state } = session.snapshot();
  const questions = redactor.value(listPartyQuestions({ runbook: session.runbook.runbook, state, party: party.id }));
  const reply = parseReply(redactor.text(of.text), questions);
  const by = nameOf(party, flags.by ?? reply.by);
  // A file that cannot be taken is told before anything is recorded.
  const files = await readFiles({ runbook: session.runbook.runbook, party, from: by, files: flags.attach });
  const recorded = of.text === '' ? { lines: [], isWhole: true } : await recordAnswers({ ...of, reply, questions, by });
  printLines(recorded.lines);
  printLines(await attachFiles(files, incident));
  printLines(renderRest(reply));
  await saveNote(incident);
  printLines(['', ...renderSummary(reportOf(incident)).split('\n')]);
  return recorded.isWhole ? exitCodes.pass : exitCodes.inconclusive;
}

/** `PartnerCRM, Jane Doe`: whose word it is, and who gave it. */
function nameOf(party: Party, who: string | undefined): string {
  const name = who?.trim() ?? '';
  return name === '' || name.toLowerCase() === party.name.toLowerCase() ? party.name : `${party.name}, ${name}`;
}

const mostRest = 10;

function renderRest({ rest }: Reply): readonly string[] {
  if (rest.length === 0) return [];
  const more = rest.length - mostRest;
  return [
    'Not taken as an answer:',
    ...rest.slice(0, mostRest).map(({ line, text }) => `  ${line}: ${text}`),
    ...(more > 0 ? [`  … and ${countOf(more, 'more line')}`] : []),
  ];
}
