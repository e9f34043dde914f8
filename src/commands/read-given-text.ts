import { createReadStream } from 'node:fs';
import { messageOf, UserError } from '../errors.ts';
import type { Prompter } from '../prompt/prompter.ts';
import { readAtMost } from './read-at-most.ts';

const maxBytes = 1024 * 1024;

/**
 * Reads a text that a command works on: from a file, from standard input (`-`), or pasted where no file is given and there is a prompter.
 * `what` names it in errors. Throws a `UserError` when it is empty or larger than 1 MiB.
 */
export async function readGivenText(
  file: string | undefined,
  of: { readonly what: string; readonly prompter: Prompter | undefined; readonly message: string },
): Promise<string> {
  const { what, prompter, message } = of;
  const text =
    file !== undefined && file !== '-'
      ? await readText(file, what)
      : file === undefined && prompter !== undefined
        ? await prompter.text({ message })
        : await readStandardInput(what);
  if (text.trim() === '') throw new UserError({ message: `${what} is empty`, hint: 'Give a file, - or paste it.' });
  return text;
}

async function readText(file: string, what: string): Promise<string> {
  const bytes = await readAtMost(createReadStream(file), maxBytes).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(
      { message: cause.code === 'ENOENT' ? 'there is no such file' : messageOf(cause), place: { file } },
      { cause },
    );
  });
  if (bytes === undefined)
    throw new UserError({ message: `it is larger than 1 MiB: no ${what.replace(/^the /, '')}`, place: { file } });
  return bytes.toString('utf8');
}

async function readStandardInput(what: string): Promise<string> {
  const bytes = await readAtMost(process.stdin as AsyncIterable<Buffer>, maxBytes);
  if (bytes === undefined)
    throw new UserError({ message: `standard input holds more than 1 MiB: no ${what.replace(/^the /, '')}` });
  return bytes.toString('utf8');
}
