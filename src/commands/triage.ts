import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Globals } from '../cli.ts';
import { messageOf, UserError } from '../errors.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import type { Prompter } from '../prompt/prompter.ts';
import { createRedactor } from '../redact/redactor.ts';
import { toVisible } from '../redact/visible.ts';
import { extractInputs } from '../runbook/extract-inputs.ts';
import { listRunbooks } from '../runbook/find.ts';
import { type LoadedRunbook, loadRunbook } from '../runbook/load.ts';
import { matchReport, type ReportMatch } from '../runbook/match-report.ts';
import { wrap } from '../tui/wrap.ts';
import { chooseUi } from './choose-ui.ts';
import { exitCodes } from './exit-codes.ts';
import { checkedRunbooks, runbookPlaces } from './machine.ts';
import { openPrompter } from './open-prompter.ts';
import { readGivenText } from './read-given-text.ts';
import { run, type WalkFlags } from './run.ts';

type TriageFlags = WalkFlags & { readonly input: readonly string[]; readonly evidence?: string };

type Candidate = { readonly match: ReportMatch; readonly loaded: LoadedRunbook };

const maxRemark = 2000;

/**
 * Finds the runbook for a bug report (a file, `-` for standard input, or pasted on a terminal), says by which words, takes the inputs out
 * of its text, and walks it. What `--input` gives goes before what the report says. On a terminal the person decides, unattended the best
 * match starts.
 */
export async function triage(file: string | undefined, flags: TriageFlags, globals: Globals): Promise<void> {
  const prompter = chooseUi(flags) === 'none' ? undefined : await openPrompter(globals);
  let text: string;
  let chosen: Candidate | undefined;
  let { evidence } = flags;
  try {
    text = await readGivenText(file, {
      what: 'the bug report',
      prompter,
      message: 'Paste the bug report (not shown). A single . on a line ends it, or Ctrl-D',
    });
    const all = await loadAll(flags, globals);
    const candidates = matchReport(
      text,
      all.map(({ runbook }) => runbook),
    ).flatMap((match) => {
      const loaded = all.find(({ runbook }) => runbook.id === match.id);
      return loaded === undefined ? [] : [{ match, loaded }];
    });
    if (candidates.length === 0) return sayNone(all);
    const redactor = createRedactor({ key: String(process.pid), secrets: [] });
    for (const candidate of candidates) say(redactor.text(describe(candidate, text)));
    chosen = await choose(candidates, prompter);
    if (chosen !== undefined) evidence ??= await askEvidence(prompter);
  } catch (cause) {
    if (!(cause instanceof PromptEnded)) throw cause;
    process.exitCode = exitCodes.interrupted;
    return;
  } finally {
    prompter?.close();
  }
  if (chosen === undefined) return;
  const { file: runbook } = chosen.loaded;
  const inputs = [...extractInputs(chosen.loaded.runbook.inputs, text)].map(([id, { value }]) => `${id}=${value}`);
  const given = new Set(flags.input.map((one) => one.split('=')[0]));
  const input = [...flags.input, ...inputs.filter((one) => !given.has(one.split('=')[0]))];
  const report = text.trim();
  const remark = `The bug report: ${report.length > maxRemark ? `${report.slice(0, maxRemark)} …` : report}`;
  await run(runbook, { ...flags, ...(evidence === undefined ? {} : { evidence }), input, remark }, globals);
}

/** A dry run reads past the store of checked runbooks, which would be written. */
async function loadAll({ dryRun }: TriageFlags, globals: Globals): Promise<readonly LoadedRunbook[]> {
  const files = [...(await listRunbooks(runbookPlaces(globals))).values()];
  const loaded = await Promise.all(
    files.map((file) =>
      loadRunbook(file, dryRun === true ? undefined : checkedRunbooks(globals)).catch((cause: unknown) => {
        // One runbook that is wrong must not keep the right one from being found.
        if (!(cause instanceof UserError)) throw cause;
        say(`${file} is left out: ${messageOf(cause).split('\n')[0]}`);
        return undefined;
      }),
    ),
  );
  return loaded.filter((one) => one !== undefined);
}

function sayNone(all: readonly LoadedRunbook[]): void {
  say('No runbook is about this: its words fit the symptoms of none.');
  for (const { runbook } of all) say(`  causebook run ${runbook.id}   ${runbook.title}`);
  process.exitCode = exitCodes.inconclusive;
}

function describe({ match, loaded }: Candidate, text: string): string {
  const [best, ...others] = match.found;
  const inputs = [...extractInputs(loaded.runbook.inputs, text)].map(
    ([id, { value, line }]) => `  ${id}=${value}   from: ${line.slice(0, 120)}`,
  );
  return [
    `${match.title} (${match.id})`,
    ...(best === undefined
      ? []
      : [
          `  by its words ${best.words.map((word) => `"${word}"`).join(' ')}`,
          `  as in: ${best.phrase}${others.length === 0 ? '' : `, and ${others.length} more`}`,
        ]),
    ...inputs,
  ].join('\n');
}

async function choose(
  candidates: readonly Candidate[],
  prompter: Prompter | undefined,
): Promise<Candidate | undefined> {
  const [best] = candidates;
  if (prompter === undefined || best === undefined) return best;
  const id = await prompter.select({
    message: 'Which runbook shall be walked?',
    choices: [
      ...candidates.map(({ match }) => ({ value: match.id, name: match.title })),
      { value: '', name: 'None of these' },
    ],
  });
  return candidates.find(({ match }) => match.id === id);
}

/** The evidence folder, asked for once the runbook is known; a wrong name is asked again, because without the folder nearly no check runs. */
async function askEvidence(prompter: Prompter | undefined): Promise<string | undefined> {
  if (prompter === undefined) return undefined;
  const message = 'Folder with the exported logs and settings (Enter: there is none yet)';
  for (;;) {
    const typed = await prompter.input({ message });
    if (typed === '') return undefined;
    const folder = typed.startsWith('~/') ? path.join(homedir(), typed.slice(2)) : typed;
    if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return folder;
    prompter.print(`${folder} is no folder`);
  }
}

/** Standard output is for the result. On a terminal a line is broken between words, not in the middle of a value. */
function say(text: string): void {
  for (const line of text.split('\n').map(toVisible).flatMap(breakLine)) process.stderr.write(`${line}\n`);
}

function breakLine(line: string): readonly string[] {
  const { isTTY, columns } = process.stderr;
  if (!isTTY || line.length <= columns) return [line];
  const indent = line.length - line.trimStart().length;
  return wrap(line.trimStart(), columns - indent - 2).map(
    (row, at) => `${' '.repeat(at === 0 ? indent : indent + 2)}${row}`,
  );
}
