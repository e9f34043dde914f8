import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Prompter } from '../prompt/prompter.ts';

/** Asks for the evidence folder; a wrong name is asked again, because without the folder nearly no check runs. Undefined when there is none yet. */
export async function askEvidence(prompter: Prompter): Promise<string | undefined> {
  const message = 'Folder with the exported logs and settings (Enter: there is none yet)';
  for (;;) {
    const typed = await prompter.input({ message });
    if (typed === '') return undefined;
    const folder = typed.startsWith('~/') ? path.join(homedir(), typed.slice(2)) : typed;
    if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return folder;
    prompter.print(`${folder} is no folder`);
  }
}
