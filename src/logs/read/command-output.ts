import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { kill } from 'node:process';
import { finished } from 'node:stream/promises';
import { CheckProblem, messageOf } from '../../errors.ts';
import { renderShell } from '../../shell.ts';
import { describeFile, type EvidenceFile } from '../evidence-folder.ts';

/** What a command gave: its output as a file, and what it said when it did not end well. */
export type CommandOutput = { readonly file: EvidenceFile; readonly problems: readonly string[] };

/** More output than this is cut: the log belongs into a store, or the command needs a narrower question. */
const maxBytes = 4 * 1024 ** 3;
const maxStderr = 4000;

/** What a command may know of where it runs; everything else in the environment is none of its business. */
const passedOn =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|SSH_AUTH_SOCK|KUBECONFIG|SYSTEMROOT|APPDATA|USERPROFILE)$/i;

/**
 * Runs a command (argv, no shell) and keeps its output in a file of its own in `folder`. With its children it ends when `signal`
 * fires. Its environment is clean but for `env`, the variables that the source names. Throws a `CheckProblem` when it gives
 * nothing and does not end well.
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
  const [program = '', ...rest] = argv;
  const full = path.join(folder, `${name}.out`);
  signal.throwIfAborted();
  const child = spawn(program, rest, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it.
    detached: true,
    env: Object.fromEntries(Object.entries(environment).filter(([key]) => passedOn.test(key) || env.includes(key))),
  });
  const stop = () => {
    try {
      if (child.pid !== undefined) kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has ended by itself; where there are no groups the child alone is ended.
      child.kill('SIGKILL');
    }
  };
  signal.addEventListener('abort', stop, { once: true });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    if (stderr.length < maxStderr) stderr += text.toString('utf8');
  });
  const out = createWriteStream(full, { mode: 0o600, flags: 'w' });
  let bytes = 0;
  let isCut = false;
  child.stdout.on('data', (block: Buffer) => {
    bytes += block.length;
    if (bytes > maxBytes && !isCut) {
      isCut = true;
      stop();
    }
  });
  child.stdout.pipe(out);
  try {
    const ended = await new Promise<string | undefined>((resolve) => {
      child.on('error', (cause) => resolve(messageOf(cause)));
      child.on('close', (code, killed) =>
        resolve(code === 0 ? undefined : `it ended with ${code === null ? killed : `exit code ${code}`}`),
      );
    });
    out.end();
    await finished(out).catch(() => undefined);
    signal.throwIfAborted();
    const said = stderr.trim().split('\n').at(-1);
    const shown = renderShell(argv);
    if (ended !== undefined && bytes === 0) {
      throw new CheckProblem({
        status: 'error',
        message: `${shown}: ${ended}${said === undefined || said === '' ? '' : `: ${said}`}`,
      });
    }
    const problem = isCut
      ? `${shown}: more than 4 GiB of output, what came first was used`
      : ended === undefined
        ? undefined
        : `${shown}: ${ended}, what came before was used${said === undefined || said === '' ? '' : ` (${said})`}`;
    return { file: await describeFile(full, name), problems: problem === undefined ? [] : [problem] };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
