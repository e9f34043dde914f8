import { incidentsRoot } from '../incident/incident-folder.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { HomeChoice } from '../tui/home/home-data.ts';
import { chooseUi } from './choose-ui.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { takeHeader } from './header.ts';
import { loadRunbooks } from './load-runbooks.ts';
import { checkedRunbooks, runbookPlaces } from './machine.ts';
import { openPrompter } from './open-prompter.ts';
import { readColouring } from './read-colouring.ts';
import { stopProcess } from './terminal.ts';

/** Without a command: what there is to go on with and to start, on a screen or as a numbered list; without a terminal the help. */
export async function home(help: string, globals: Globals): Promise<void> {
  const ui = chooseUi({});
  if (ui === 'none') {
    process.stdout.write(help);
    process.exitCode = exitCodes.pass;
    return;
  }
  // The screen's code loads while the runbooks are read.
  const screen =
    ui === 'tui' ? Promise.all([import('../tui/home/run-home.ts'), import('./describe-runbook.ts')]) : undefined;
  const loaded = await loadRunbooks(runbookPlaces(globals), checkedRunbooks(globals));
  const choice =
    screen === undefined ? await choosePlain(loaded.runbooks, globals) : await chooseOn(await screen, loaded, globals);
  switch (choice.type) {
    case 'quit':
      process.exitCode = exitCodes.pass;
      return;
    case 'interrupted':
      process.exitCode = exitCodes.interrupted;
      return;
    case 'resume':
      return (await import('./resume.ts')).resume(choice.id, {}, globals);
    case 'paste':
      return (await import('./triage.ts')).triage(undefined, { input: [] }, globals);
    case 'start': {
      const chosen = loaded.runbooks.find(({ file }) => file === choice.file);
      if (chosen !== undefined) await start(chosen, choice.report, globals);
    }
  }
}

type Loaded = Awaited<ReturnType<typeof loadRunbooks>>;

async function chooseOn(
  [{ runHome }, { describeRunbook, matchRunbooks }]: readonly [
    typeof import('../tui/home/run-home.ts'),
    typeof import('./describe-runbook.ts'),
  ],
  { runbooks, troubles }: Loaded,
  globals: Globals,
): Promise<HomeChoice> {
  const { stdin, stdout, env } = process;
  // What can be wrong with a theme is told on the normal screen.
  const colouring = await readColouring(globals);
  takeHeader();
  return runHome({
    data: { runbooks: runbooks.map(describeRunbook), troubles, places: runbookPlaces(globals) },
    incidents: () =>
      import('./read-briefs.ts').then(({ readBriefs }) => readBriefs(incidentsRoot(env), checkedRunbooks(globals))),
    match: (report) => matchRunbooks(report, runbooks),
    outside: { stop: stopProcess },
    stdin,
    stdout,
    colouring,
    env,
  });
}

async function choosePlain(
  runbooks: readonly LoadedRunbook[],
  globals: Globals,
): Promise<HomeChoice | { readonly type: 'paste' }> {
  const [{ readBriefs }, { isSettled }] = await Promise.all([
    import('./read-briefs.ts'),
    import('../incident/brief.ts'),
  ]);
  const briefs = await readBriefs(incidentsRoot(process.env), checkedRunbooks(globals));
  const incidents = briefs.filter((brief) => !isSettled(brief)).slice(0, 9);
  const prompter = await openPrompter(globals);
  try {
    const value = await prompter.select({
      message: 'What shall be done?',
      choices: [
        ...incidents.map(({ id, title, inputs, waiting }) => {
          const waits = waiting.map(({ party }) => party).join(', ');
          return {
            value: `incident ${id}`,
            name: `Go on: ${title} ${inputs.join(' ')}${waits === '' ? '' : ` (waits for ${waits})`}`,
          };
        }),
        ...runbooks.map(({ file, runbook }) => ({ value: `runbook ${file}`, name: `Start: ${runbook.title}` })),
        { value: 'paste', name: 'Paste a bug report and find its runbook' },
        { value: 'quit', name: 'Leave' },
      ],
    });
    if (value === 'paste' || value === 'quit') return { type: value };
    const name = value.slice(value.indexOf(' ') + 1);
    return value.startsWith('incident ')
      ? { type: 'resume', id: name }
      : { type: 'start', file: name, report: undefined };
  } catch (cause) {
    if (!(cause instanceof PromptEnded)) throw cause;
    return { type: 'interrupted' };
  } finally {
    prompter.close();
  }
}

/** Asks where the evidence lies, then walks the runbook, with what the bug report says where there is one. */
async function start(loaded: LoadedRunbook, report: string | undefined, globals: Globals): Promise<void> {
  const prompter = await openPrompter(globals);
  let evidence: string | undefined;
  try {
    prompter.print(loaded.runbook.title);
    evidence = await (await import('./ask-evidence.ts')).askEvidence(prompter);
  } catch (cause) {
    if (!(cause instanceof PromptEnded)) throw cause;
    process.exitCode = exitCodes.interrupted;
    return;
  } finally {
    prompter.close();
  }
  const flags = { input: [], ...(evidence === undefined ? {} : { evidence }) };
  if (report === undefined) return (await import('./run.ts')).run(loaded.file, flags, globals);
  await (await import('./run-report.ts')).runReport(loaded, report, { flags, globals });
}
