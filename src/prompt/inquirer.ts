import { toVisible } from '../redact/visible.ts';
import { createLines } from './lines.ts';
import { PromptEnded } from './prompt-ended.ts';
import type { Prompter, Streams } from './prompter.ts';
import { paintStatus } from './status-mark.ts';

/** Creates a prompter on inquirer, which is loaded now: its 70 ms are for those who see it. */
export async function createInquirerPrompter(options: Streams & { readonly color: boolean }): Promise<Prompter> {
  const { stdin, stdout, color } = options;
  const { createPromptModule } = await import('inquirer');
  const ending = new AbortController();
  const ask = createPromptModule({ input: stdin, output: stdout, signal: ending.signal });
  const theme = color ? {} : plainTheme;

  const settle = async <T>(start: () => Promise<{ readonly answer: T }>): Promise<T> => {
    if ('readableEnded' in stdin && stdin.readableEnded === true) throw new PromptEnded('quit');
    let isSettled = false;
    // inquirer leaves a prompt hanging when its input ends or Ctrl-D closes it; closing pauses the input, so that tells.
    const onPause = () => setImmediate(() => isSettled || ending.abort());
    stdin.on('pause', onPause);
    try {
      return (await start()).answer;
    } catch (cause) {
      const { name } = cause as Error;
      if (name === 'ExitPromptError') throw new PromptEnded('interrupted', { cause });
      if (name === 'AbortPromptError') throw new PromptEnded('quit', { cause });
      throw cause;
    } finally {
      isSettled = true;
      stdin.off('pause', onPause);
    }
  };

  return {
    print: (line, status) =>
      void stdout.write(`${status === undefined ? '' : `${paintStatus(status, color)}  `}${toVisible(line)}\n`),
    select: ({ message, choices }) =>
      settle<string>(() =>
        ask([
          {
            type: 'select',
            name: 'answer',
            message: toVisible(message),
            choices: choices.map(({ value, name }) => ({ value, name: toVisible(name) })),
            pageSize: pageSize(stdout, choices.length),
            loop: false,
            theme,
          },
        ]),
      ),
    input: ({ message }) =>
      settle<string>(() => ask([{ type: 'input', name: 'answer', message: toVisible(message), theme }])).then((text) =>
        text.trim(),
      ),
    text: async ({ message }) => {
      stdout.write(`${toVisible(message)}\n`);
      const lines = createLines(stdin);
      try {
        return await lines.untilEnd();
      } finally {
        lines.close();
      }
    },
    confirm: ({ message }) =>
      settle<boolean>(() =>
        ask([{ type: 'confirm', name: 'answer', message: toVisible(message), default: false, theme }]),
      ),
    close: () => ending.abort(),
  };
}

/** The question, the help line and a few wrapped lines have to fit beside the choices. */
function pageSize(stdout: NodeJS.WritableStream, choices: number): number {
  const rows = 'rows' in stdout && typeof stdout.rows === 'number' ? stdout.rows : 24;
  return Math.max(3, Math.min(choices, rows - 8));
}

const same = (text: string) => text;

const plainTheme = {
  prefix: { idle: '?', done: '✓' },
  style: {
    answer: same,
    message: same,
    error: (text: string) => `> ${text}`,
    defaultAnswer: (text: string) => `(${text})`,
    help: same,
    highlight: same,
    key: same,
    disabled: same,
    description: same,
    confirmDefault: (text: string) => text.toUpperCase(),
    keysHelpTip: (keys: readonly (readonly [string, string])[]) =>
      keys.map(([key, action]) => `${key} ${action}`).join(', '),
  },
};
