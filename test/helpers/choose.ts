import type { FakeTerminal } from './fake-terminal.ts';

/** Types the number of a choice as soon as it has been offered. */
export async function choose(terminal: FakeTerminal, name: string): Promise<void> {
  await terminal.reads(`. ${name}\n`);
  const number = /(\d+)\. [^\n]*\n$/.exec(
    terminal.output().slice(0, terminal.output().lastIndexOf(`. ${name}\n`) + name.length + 3),
  )?.[1];
  await terminal.reads('Type a number');
  terminal.type(number ?? 'not offered');
}
