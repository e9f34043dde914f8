import { createInterface } from 'node:readline';
import { toVisible } from '../redact/visible.ts';
import { PromptEnded } from './prompt-ended.ts';
import type { Choice, Prompter, Streams } from './prompter.ts';

/** Creates a prompter of plain lines: numbered choices, no colour, no cursor movement, nothing drawn twice. */
export function createNumberedPrompter({ stdin, stdout }: Streams): Prompter {
  const lines = createLines(stdin);
  const print = (line: string) => void stdout.write(`${toVisible(line)}\n`);
  const ask = (message: string) => {
    stdout.write(`${toVisible(message)}: `);
    return lines.next();
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
    confirm: async ({ message }) =>
      /^y(es)?$/i.test((await ask(`${message} Type y for yes, anything else for no`)).trim()),
    close: lines.close,
  };
}

function choose(choices: readonly Choice[], typed: string): Choice | undefined {
  return /^\d{1,3}$/.test(typed) ? choices[Number(typed) - 1] : undefined;
}

/** Lines may come faster than they are asked for (a paste, a pipe): none is lost. */
function createLines(stdin: NodeJS.ReadableStream): {
  readonly next: () => Promise<string>;
  readonly close: () => void;
} {
  const reader = createInterface({ input: stdin, terminal: false });
  const waiting: { readonly resolve: (line: string) => void; readonly reject: (cause: Error) => void }[] = [];
  const ready: string[] = [];
  let isClosed = false;
  reader.on('line', (line) => {
    const first = waiting.shift();
    if (first === undefined) ready.push(line);
    else first.resolve(line);
  });
  reader.on('close', () => {
    isClosed = true;
    for (const { reject } of waiting.splice(0)) reject(new PromptEnded('quit'));
  });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        const line = ready.shift();
        if (line !== undefined) resolve(line);
        else if (isClosed) reject(new PromptEnded('quit'));
        else waiting.push({ resolve, reject });
      }),
    close: () => reader.close(),
  };
}
