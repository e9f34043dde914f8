import { PromptEnded } from '../prompt/prompt-ended.ts';
import type { Prompter } from '../prompt/prompter.ts';
import { createRedactor } from '../redact/redactor.ts';
import { toVisible } from '../redact/visible.ts';
import { extractInputs } from '../runbook/extract-inputs.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import { matchReport, type ReportMatch } from '../runbook/match-report.ts';
import { wrap } from '../tui/wrap.ts';
import { askEvidence } from './ask-evidence.ts';
import { chooseUi } from './choose-ui.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { loadRunbooks } from './load-runbooks.ts';
import { checkedRunbooks, runbookPlaces } from './machine.ts';
import { openPrompter } from './open-prompter.ts';
import { readGivenText } from './read-given-text.ts';
import type { RunFlags } from './run.ts';
import { runReport } from './run-report.ts';

type Candidate = { readonly match: ReportMatch; readonly loaded: LoadedRunbook };

/**
 * Finds the runbook for a bug report (a file, `-` for standard input, or pasted on a terminal), says by which words, takes the inputs out
 * of its text, and walks it. What `--input` gives goes before what the report says. On a terminal the person decides, unattended the best
 * match starts.
 */
export async function triage(file: string | undefined, flags: RunFlags, globals: Globals): Promise<void> {
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
    if (chosen !== undefined && prompter !== undefined) evidence ??= await askEvidence(prompter);
  } catch (cause) {
    if (!(cause instanceof PromptEnded)) throw cause;
    process.exitCode = exitCodes.interrupted;
    return;
  } finally {
    prompter?.close();
  }
  if (chosen === undefined) return;
  await runReport(chosen.loaded, text, {
    flags: { ...flags, ...(evidence === undefined ? {} : { evidence }) },
    globals,
  });
}

/** A dry run reads past the store of checked runbooks, which would be written. */
async function loadAll({ dryRun }: RunFlags, globals: Globals): Promise<readonly LoadedRunbook[]> {
  const checked = dryRun === true ? undefined : checkedRunbooks(globals);
  const { runbooks, troubles } = await loadRunbooks(runbookPlaces(globals), checked);
  for (const trouble of troubles) say(trouble);
  return runbooks;
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
