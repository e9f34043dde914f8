import { toVisible } from '../redact/visible.ts';
import type { Draft, DraftAxis, DraftCause, DraftLog, DraftParty } from '../runbook/draft/draft.ts';
import { nameId } from '../runbook/draft/name-id.ts';
import type { Party } from '../runbook/schema.ts';
import type { Prompter } from './prompter.ts';

const roles: readonly { readonly value: Party['role']; readonly name: string }[] = [
  { value: 'sender', name: 'sender: it sends what goes wrong' },
  { value: 'receiver', name: 'receiver: it gets what goes wrong' },
  { value: 'relay', name: 'relay: it hands on what others send' },
  { value: 'infrastructure', name: 'infrastructure: what runs under them' },
];

const ways = [
  { value: 'known', name: 'as many programs do: JSON lines, syslog, access log … (found from them)' },
  { value: 'text', name: 'in another way: they are taken as they are, without times' },
];

/**
 * Asks a person for all that a first runbook needs, one thing after the other. `today` is the day as 2026-11-25; `tellTaken` says why
 * an id cannot be used.
 */
export async function askDraft(
  prompter: Prompter,
  of: { readonly today: string; readonly tellTaken: (id: string) => Promise<string | undefined> },
): Promise<Draft> {
  const id = await askId(prompter, of.tellTaken);
  const title = await askText(prompter, 'What is the bug report about? A title');
  const owner = await askText(prompter, 'Which team keeps this runbook?');
  const symptoms = await askList(prompter, {
    first: 'What does a bug report say, in its own words? One symptom',
    next: 'Symptom',
  });
  const parties = await askParties(prompter);
  const logs = await askLogs(prompter, parties);
  const axes: DraftAxis[] = [];
  do axes.push(await askAxis(prompter, { parties, logs, axes }));
  while (
    axes.length < 2 &&
    (await prompter.confirm({ message: 'Is there a second question that has a cause of its own?' }))
  );
  return { id, title, owner, reviewed: of.today, symptoms, parties, logs, axes };
}

async function askId(prompter: Prompter, tellTaken: (id: string) => Promise<string | undefined>): Promise<string> {
  for (;;) {
    const id = await askText(prompter, 'Id of the runbook, such as late-deliveries');
    const problem = /^[a-z0-9]+([_-][a-z0-9]+)*$/.test(id)
      ? await tellTaken(id)
      : `"${id}" cannot be an id: lower case letters and digits, with - or _ between them`;
    if (problem === undefined) return id;
    prompter.print(problem);
  }
}

async function askParties(prompter: Prompter): Promise<readonly DraftParty[]> {
  const parties: DraftParty[] = [];
  for (;;) {
    const name =
      parties.length === 0
        ? await askText(prompter, 'Who is part of it? The name of a party')
        : await readText(prompter, `Party ${parties.length + 1} (Enter: no more)`);
    if (name === '') return parties;
    const role = await prompter.select({ message: `What is ${name}?`, choices: roles });
    const id = nameId(name, { taken: parties.map((party) => party.id), kind: 'party' });
    parties.push({ id, name, role: role as Party['role'] });
  }
}

async function askLogs(prompter: Prompter, parties: readonly DraftParty[]): Promise<readonly DraftLog[]> {
  const logs: DraftLog[] = [];
  while (logs.length === 0) {
    for (const party of parties) {
      for (;;) {
        const more = logs.some((log) => log.party === party.id) ? 'Another log' : 'A log';
        const title = await readText(prompter, `${more} of ${party.name}, by what it is called (Enter: none)`);
        if (title === '') break;
        const files = await askText(prompter, 'Its files in the evidence folder, such as app.log*');
        const written = await prompter.select({ message: 'How are its lines written?', choices: ways });
        const id = nameId(title, { taken: logs.map((log) => log.id), kind: 'log', between: '_' });
        logs.push({ id, party: party.id, title, files, isPlain: written === 'text' });
      }
    }
    if (logs.length === 0) prompter.print('One log is needed at least: without a check no cause is ever settled.');
  }
  return logs;
}

async function askAxis(
  prompter: Prompter,
  of: {
    readonly parties: readonly DraftParty[];
    readonly logs: readonly DraftLog[];
    readonly axes: readonly DraftAxis[];
  },
): Promise<DraftAxis> {
  const { parties, logs, axes } = of;
  const question = await askText(prompter, 'Which question has the cause as its answer, such as: Why are they late?');
  const titles = await askList(prompter, {
    first: 'A possible cause',
    next: 'Possible cause',
  });
  const taken = axes.flatMap(({ causes }) => causes.map((cause) => cause.id));
  const found: Omit<DraftCause, 'answer'>[] = [];
  for (const title of titles) {
    const log = await chooseOne(
      prompter,
      `Which log shows it: ${title}?`,
      logs.map((one) => [one.id, one.title]),
    );
    const where = logs.find((one) => one.id === log)?.title;
    const text = await askText(prompter, `${title}: the text in "${where}" that says so, such as timeout`);
    const id = nameId(title, { taken: [...taken, ...found.map((cause) => cause.id)], kind: 'cause' });
    found.push({ id, title, log, text });
  }
  const text = await askText(prompter, 'What would you ask a party first, to tell these causes apart?');
  const party = await chooseOne(
    prompter,
    'Whom would you ask?',
    parties.map((one) => [one.id, one.name]),
  );
  const causes: DraftCause[] = [];
  for (const cause of found)
    causes.push({ ...cause, answer: await askText(prompter, `The answer where this is the cause: ${cause.title}`) });
  const id = nameId(question, { taken: axes.map((axis) => axis.id), kind: 'axis' });
  return { id, question, causes, ask: { text, party } };
}

/** What there is only one of is not asked for. */
async function chooseOne(
  prompter: Prompter,
  message: string,
  all: readonly (readonly [id: string, name: string])[],
): Promise<string> {
  const [[only = ''] = []] = all;
  if (all.length === 1) return only;
  return prompter.select({ message, choices: all.map(([value, name]) => ({ value, name })) });
}

async function askList(
  prompter: Prompter,
  { first, next }: { readonly first: string; readonly next: string },
): Promise<readonly string[]> {
  const all = [await askText(prompter, first)];
  for (;;) {
    const text = await readText(prompter, `${next} ${all.length + 1} (Enter: no more)`);
    if (text === '') return all;
    all.push(text);
  }
}

async function askText(prompter: Prompter, message: string): Promise<string> {
  for (;;) {
    const text = await readText(prompter, message);
    if (text !== '') return text;
    prompter.print('This is needed; it can be changed in the file later.');
  }
}

/** A text as it may stand in a runbook: nothing in it is a template, or does something to a terminal. */
async function readText(prompter: Prompter, message: string): Promise<string> {
  for (;;) {
    const text = toVisible((await prompter.input({ message })).trim());
    if (!text.includes('${{')) return text;
    prompter.print('Templates (${{ … }}) are put into the file later.');
  }
}
