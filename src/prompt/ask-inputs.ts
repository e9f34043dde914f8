import type { Input } from '../runbook/schema.ts';
import { createInquirerPrompter } from './inquirer.ts';
import { createNumberedPrompter } from './numbered.ts';
import { PromptEnded } from './prompt-ended.ts';
import type { Prompter, Streams } from './prompter.ts';

/**
 * Asks for inputs, one after the other, and gives them by id; one that is left empty is left out. Gives how the person left
 * where they did. Secrets are not for here: a prompt would show them.
 */
export async function askInputs(
  options: Streams & { readonly inputs: readonly Input[]; readonly numbered: boolean; readonly color: boolean },
): Promise<{ readonly [id: string]: string } | PromptEnded['how']> {
  const prompter = options.numbered ? createNumberedPrompter(options) : await createInquirerPrompter(options);
  try {
    const given: { [id: string]: string } = {};
    for (const input of options.inputs) {
      const text = await askInput(input, prompter);
      if (text !== '') given[input.id] = text;
    }
    return given;
  } catch (cause) {
    if (cause instanceof PromptEnded) return cause.how;
    throw cause;
  } finally {
    prompter.close();
  }
}

function askInput(input: Input, prompter: Prompter): Promise<string> {
  const question = input.ask ?? input.id;
  return prompter.input({
    message: input.example === undefined ? question : `${question} (for example ${input.example})`,
  });
}
