import type { Globals } from '../cli.ts';
import { commandsOf, isTrusted, trust } from '../incident/trust.ts';
import { toVisible } from '../redact/visible.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { Ui } from './choose-ui.ts';
import { eraseHeader } from './header.ts';
import { openPrompter } from './open-prompter.ts';

/**
 * Whether the commands of a runbook may run: they are shown, exactly, and approved by `--yes` or on a terminal; the answer is kept until
 * the file changes. Unattended and without `--yes` they may not, and the steps that need them say so.
 */
export async function approveCommands(options: {
  readonly runbook: LoadedRunbook;
  readonly root: string;
  readonly ui: Ui;
  readonly yes: boolean;
  readonly globals: Globals;
}): Promise<boolean> {
  const { runbook, root, ui, yes, globals } = options;
  const commands = commandsOf(runbook.runbook);
  if (commands.length === 0) return false;
  if (await isTrusted(root, runbook)) return true;
  if (!yes && ui === 'none') return false;
  eraseHeader();
  process.stderr.write(`${toVisible(runbook.file)} runs on this machine:\n`);
  for (const { source, command } of commands)
    process.stderr.write(toVisible(`  ${command}   (${source})`).concat('\n'));
  const isApproved = yes || (await ask(globals));
  if (isApproved) await trust(root, runbook);
  return isApproved;
}

async function ask(globals: Globals): Promise<boolean> {
  const prompter = await openPrompter(globals);
  try {
    return await prompter.confirm({ message: 'Run these when a step needs them?' });
  } finally {
    prompter.close();
  }
}
