import type { Approval } from '../checks/check.ts';
import { isTrusted, readPrograms, trust } from '../incident/trust.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import { toVisible } from '../redact/visible.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { Ui } from './choose-ui.ts';
import type { Globals } from './globals.ts';
import { eraseHeader } from './header.ts';
import { openPrompter } from './open-prompter.ts';

/**
 * What a runbook may run on this machine: its commands and scripts are shown, exactly, and approved by `--yes` or on a terminal; the answer
 * is kept until a file changes. Undefined where that is nothing: unattended and without `--yes`, the steps that need it say so.
 */
export async function approveCommands(options: {
  readonly runbook: LoadedRunbook;
  readonly root: string;
  readonly ui: Ui;
  readonly yes: boolean;
  readonly globals: Globals;
}): Promise<Approval | undefined> {
  const { runbook, root, ui, yes, globals } = options;
  const read = await readPrograms(runbook);
  const { programs, approval } = read;
  if (programs.length === 0) return undefined;
  if (await isTrusted(root, read)) return approval;
  if (!yes && ui === 'none') return undefined;
  eraseHeader();
  process.stderr.write(`${toVisible(runbook.file)} runs on this machine:\n`);
  for (const { command, for: who, details } of programs)
    for (const line of [`${command}   (${who})`, ...details.map((detail) => `  ${detail}`)])
      process.stderr.write(`  ${toVisible(line)}\n`);
  if (!yes && !(await ask(globals))) return undefined;
  await trust(root, read);
  return approval;
}

/** The end of the input is no yes; Ctrl-C is none to the walk either. */
async function ask(globals: Globals): Promise<boolean> {
  const prompter = await openPrompter(globals);
  try {
    return await prompter.confirm({ message: 'Run these when a step needs them?' });
  } catch (cause) {
    if (cause instanceof PromptEnded && cause.how === 'quit') return false;
    throw cause;
  } finally {
    prompter.close();
  }
}
