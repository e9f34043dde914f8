import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { toVisible } from '../redact/visible.ts';
import { type Candidates, findCandidates } from './completion/candidates.ts';
import { knownValues } from './completion/known-values.ts';
import type { Globals } from './globals.ts';

/** The scripts, in the folder `completions`, under the names by which the shells find them. */
const scripts = { bash: 'causebook.bash', zsh: '_causebook', fish: 'causebook.fish' };

/** A disk that does not answer must not hold up a person who has pressed Tab. */
const limitMs = 2_000;

/**
 * Prints the script that makes a shell complete the command line. The script asks back with `words`: then `line` is what stands on the
 * command line, up to the cursor, and the answer is a line with what to complete (`words`, or `files` or `folders` and the part before
 * them), and a line for each word, with its meaning. That never says anything else, whatever goes wrong.
 */
export async function completion(
  shell: keyof typeof scripts | undefined,
  line: readonly string[],
  { words, program, globals }: { readonly words: boolean; readonly program: Command; readonly globals: Globals },
): Promise<void> {
  if (shell === undefined)
    throw new UserError({ message: 'for which shell?', hint: 'There are causebook completion bash, zsh and fish.' });
  if (words) return complete(program, line, globals);
  if (line[0] !== undefined)
    throw new UserError({ message: `"${line[0]}" is too much`, hint: `It is causebook completion ${shell}.` });
  process.stdout.write(await readFile(path.join(globals.packageRoot, 'completions', scripts[shell])));
}

async function complete(program: Command, line: readonly string[], globals: Globals): Promise<void> {
  // `process.exit` would wait for the file.
  const limit = setTimeout(() => process.kill(process.pid, 'SIGKILL'), limitMs);
  try {
    process.stdout.write(render(await findCandidates(program, line, knownValues(globals))));
  } catch {
    // Nothing is completed; an error would be written into the line that the person types.
  } finally {
    clearTimeout(limit);
  }
}

function render(found: Candidates): string {
  if (found.type !== 'words') return `${found.type}\t${toVisible(found.keep)}\n`;
  return ['words\t', ...found.words.map(({ word, text }) => `${word}\t${toVisible(text)}`), ''].join('\n');
}
