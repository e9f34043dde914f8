import type { Prompter } from '../prompt/prompter.ts';
import { isNumbered } from './choose-ui.ts';
import type { Globals } from './globals.ts';

/** Opens a prompter on this terminal, of the kind that it and the person can use. */
export async function openPrompter({ color }: Pick<Globals, 'color'>): Promise<Prompter> {
  const { stdin, stdout } = process;
  return isNumbered()
    ? (await import('../prompt/numbered.ts')).createNumberedPrompter({ stdin, stdout })
    : (await import('../prompt/inquirer.ts')).createInquirerPrompter({ stdin, stdout, color });
}
