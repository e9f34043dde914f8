import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnvironment } from '../../child/clean-environment.ts';
import { type ChildEnd, runChild } from '../../child/run-child.ts';
import { tellEnd } from '../../child/tell-end.ts';
import { CheckProblem } from '../../errors.ts';
import { roomHint, throwNoRoom } from '../../no-room.ts';
import { renderShell } from '../../shell.ts';
import { describeFile, type EvidenceFile } from '../evidence-folder.ts';
import { type KeptBytes, keepBytes } from './keep-bytes.ts';
import { foundNoLines } from './no-lines.ts';

/** What a command gave: its output as a file, and what it said when it did not end well. */
export type CommandOutput = { readonly file: EvidenceFile; readonly problems: readonly string[] };

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
  const { argv, name, folder } = options;
  const full = path.join(folder, `${name}.out`);
  const out = await open(full, 'wx', 0o600).catch(throwNoRoom);
  const { end, stderr, bytes, cut } = await runInto(out, options).finally(() => out.close());
  const stdout = bytes > maxHead ? '' : await readFile(full, 'utf8');
  if (end !== undefined && bytes <= maxHead && foundNoLines(argv, { end, stdout, stderr })) {
    await writeFile(full, '');
    return { file: await describeFile(full, name), problems: [] };
  }
  const ended = end === undefined ? undefined : tellEnd(end);
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const shown = renderShell(argv);
  if (ended !== undefined && bytes === 0)
    throw new CheckProblem({ status: 'error', message: `${shown}: ${ended}${said === '' ? '' : `: ${said}`}` });
  if (cut !== undefined && bytes === 0)
    throw new CheckProblem({ status: 'error', message: `${shown}: ${cut}`, unblock: roomHint });
  const problem =
    cut !== undefined
      ? `${shown}: ${cut}, what came first was used`
      : ended === undefined
        ? undefined
        : `${shown}: ${ended}, what came before was used${said === '' ? '' : ` (${said})`}`;
  return { file: await describeFile(full, name), problems: problem === undefined ? [] : [problem] };
}

async function runInto(
  out: FileHandle,
  { argv, folder, environment, env, signal }: Parameters<typeof keepOutput>[0],
): Promise<KeptBytes & { readonly end: ChildEnd | undefined; readonly stderr: string }> {
  const enough = new AbortController();
  let stderr = '';
  let bytes = 0;
  let kept: Promise<KeptBytes> | undefined;
  const end = await runChild({
    argv,
    cwd: folder,
    env: cleanEnvironment(environment, env),
    signal: AbortSignal.any([signal, enough.signal]),
    onStdout: (stdout) => {
      kept = keepBytes(stdout, out, (all) => {
        bytes = all;
      });
      kept.then(
        ({ cut }) => cut !== undefined && enough.abort(),
        () => enough.abort(),
      );
    },
    onStderr: (stream) =>
      stream.on('data', (block: Buffer) => {
        if (stderr.length < maxStderr) stderr += block.toString('utf8');
      }),
  }).catch((cause: unknown) => {
    if (!enough.signal.aborted || signal.aborted) throw cause;
    return undefined;
  });
  const cut = await kept?.then(
    (all) => all.cut,
    (cause: unknown) => {
      // Of what got away from the program and holds its output open, no more is read.
      if ((cause as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throwNoRoom(cause);
    },
  );
  return { end, stderr, bytes, cut: cut ?? undefined };
}
