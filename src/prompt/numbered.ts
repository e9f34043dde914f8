import { toVisible } from '../redact/visible.ts';
import { createLines } from './lines.ts';
import type { Choice, Prompter, Streams } from './prompter.ts';

/** Creates a prompter of plain lines: numbered choices, no colour, no cursor movement, nothing drawn twice. */
export function createNumberedPrompter({ stdin, stdout }: Streams): Prompter {
  const lines = createLines(stdin);
  const print = (line: string) => void stdout.write(`${toVisible(line)}\n`);
  // A terminal echoes what is typed and its line end; from a pipe nothing would end the line.
  const echoes = 'isTTY' in stdin && stdin.isTTY === true;
  const ask = async (message: string) => {
    stdout.write(`${toVisible(message)}: `);
    const line = await lines.next();
    if (!echoes) stdout.write(`${toVisible(line)}\n`);
    return line;
  };
  return {
    print: (line, status) => print(status === undefined ? line : `${status.toUpperCase()}. ${line}`),
    select: async ({ message, choices }) => {
      print(message);
      for (const [index, { name }] of choices.entries()) print(`${index + 1}. ${name}`);
      for (let prompt = `Type a number from 1 to ${choices.length}`; ; ) {
        const typed = (await ask(prompt)).trim();
        const chosen = choose(choices, typed);
        if (chosen !== undefined) return chosen.value;
        prompt = `"${typed}" is not a number from 1 to ${choices.length}. Type a number`;
      }
    },
    input: async ({ message }) => (await ask(message)).trim(),
    text: ({ message }) => {
      print(message);
      return lines.untilEnd();
    },
    confirm: async ({ message }) =>
      /^y(es)?$/i.test((await ask(`${message} Type y for yes, anything else for no`)).trim()),
    close: lines.close,
  };
}

function choose(choices: readonly Choice[], typed: string): Choice | undefined {
  return /^\d{1,3}$/.test(typed) ? choices[Number(typed) - 1] : undefined;
}
