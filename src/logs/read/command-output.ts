import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { cleanEnvironment } from '../../child/clean-environment.ts';
import { runChild } from '../../child/run-child.ts';
import { tellEnd } from '../../child/tell-end.ts';
import { CheckProblem } from '../../errors.ts';
import { renderShell } from '../../shell.ts';
import { describeFile, type EvidenceFile } from '../evidence-folder.ts';
import { foundNoLines } from './no-lines.ts';

/** What a command gave: its output as a file, and what it said when it did not end well. */
export type CommandOutput = { readonly file: EvidenceFile; readonly problems: readonly string[] };

/** More output than this is cut: the log belongs into a store, or the command needs a narrower question. */
const maxBytes = 4 * 1024 ** 3;
const maxStderr = 4000;
const maxHead = 100;

/**
 * Runs a command (argv, no shell) and keeps its output in a file of its own in `folder`. With its children it ends when `signal`
 * fires. Its environment is clean but for `env`, the variables that the source names. Throws a `CheckProblem` when it gives
 * nothing and does not end well, unless that is how it says that there are no lines.
 */
export async function keepOutput(options: {
  readonly argv: readonly string[];
  readonly name: string;
  readonly folder: string;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly env: readonly string[];
  readonly signal: AbortSignal;
}): Promise<CommandOutput> {
  const { argv, name, folder, environment, env, signal } = options;
  const full = path.join(folder, `${name}.out`);
  const tooMuch = new AbortController();
  const out = createWriteStream(full, { mode: 0o600, flags: 'w' });
  let stderr = '';
  let bytes = 0;
  let head = '';
  const end = await runChild({
    argv,
    cwd: folder,
    env: cleanEnvironment(environment, env),
    signal: AbortSignal.any([signal, tooMuch.signal]),
    onStdout: (stdout) => {
      stdout.on('data', (block: Buffer) => {
        bytes += block.length;
        if (head.length < maxHead) head += block.toString('utf8', 0, maxHead);
        if (bytes > maxBytes) tooMuch.abort();
      });
      stdout.pipe(out);
    },
    onStderr: (stream) =>
      stream.on('data', (block: Buffer) => {
        if (stderr.length < maxStderr) stderr += block.toString('utf8');
      }),
  }).catch((cause: unknown) => {
    if (!tooMuch.signal.aborted || signal.aborted) throw cause;
    return undefined;
  });
  out.end();
  await finished(out).catch(() => undefined);
  if (end !== undefined && foundNoLines(argv, { end, stdout: head, stderr })) {
    await writeFile(full, '');
    return { file: await describeFile(full, name), problems: [] };
  }
  const ended = end === undefined ? undefined : tellEnd(end);
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const shown = renderShell(argv);
  if (ended !== undefined && bytes === 0)
    throw new CheckProblem({ status: 'error', message: `${shown}: ${ended}${said === '' ? '' : `: ${said}`}` });
  const problem =
    end === undefined
      ? `${shown}: more than 4 GiB of output, what came first was used`
      : ended === undefined
        ? undefined
        : `${shown}: ${ended}, what came before was used${said === '' ? '' : ` (${said})`}`;
  return { file: await describeFile(full, name), problems: problem === undefined ? [] : [problem] };
}
