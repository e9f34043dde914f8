import type { Duplex, Readable } from 'node:stream';
import { startBehindScreen } from './give-way.ts';
import { type Group, openGroup } from './groups.ts';

/** How a program ended, and after how long. `leftovers`: it had left processes running, which were ended too. */
export type ChildEnd = { readonly leftovers: boolean; readonly durationMs: number } & (
  | { readonly how: 'exited'; readonly code: number }
  | { readonly how: 'killed'; readonly signal: string }
  | { readonly how: 'not-started'; readonly why: string }
);

/** A program to run: no shell reads `argv`, and it sees the variables of `env` and no others. */
export type Child = {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  /** What it reads as its standard input; nothing where this is left out. */
  readonly input?: string | undefined;
  readonly signal: AbortSignal;
  /** Reads what it prints; not reading makes it wait. */
  readonly onStdout: (stdout: Readable) => void;
  readonly onStderr: (stderr: Readable) => void;
  /** Gets the end of a channel that the program has as its descriptor 3. */
  readonly onChannel?: (channel: Duplex) => void;
};

/** Once the program itself has ended, what it has left running has this long to end by itself. */
const restMs = 250;
/** What got away and still holds the output is not waited for when nothing has come from it for this long. */
const quietMs = 1000;

/**
 * Runs a program in a process group and a session of its own (no terminal to ask for a password on), and waits for its end and that of all
 * it has started; what changes its session by itself (a daemon) gets away. When `signal` fires all of it is ended, and then its reason is thrown.
 */
export async function runChild(child: Child): Promise<ChildEnd> {
  const { argv, cwd, env, input, signal, onStdout, onStderr, onChannel } = child;
  const [program = '', ...rest] = argv;
  signal.throwIfAborted();
  const { execa } = await import('execa');
  signal.throwIfAborted();
  const begun = performance.now();
  let durationMs = 0;
  const running = execa(program, rest, {
    cwd,
    env,
    extendEnv: false,
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
    encoding: 'buffer',
    stdio: [
      input === undefined ? 'ignore' : 'pipe',
      'pipe',
      'pipe',
      ...(onChannel === undefined ? [] : (['pipe'] as const)),
    ],
  });
  startBehindScreen(running.pid);
  const exited = new Promise<{ readonly status: number | null; readonly killed: string | null }>((resolve) => {
    running.once('exit', (status, killed) => {
      durationMs = Math.round((performance.now() - begun) * 10) / 10;
      resolve({ status, killed });
    });
  });
  const group = running.pid === undefined ? undefined : openGroup(running.pid);
  const stop = () => void group?.end();
  signal.addEventListener('abort', stop, { once: true });
  const streams = running as unknown as {
    readonly stdout: Readable;
    readonly stderr: Readable;
    readonly stdio: readonly Duplex[];
  };
  onStdout(streams.stdout);
  onStderr(streams.stderr);
  const channel = streams.stdio[3];
  // Whoever closes a channel early is told by the exit code.
  channel?.on('error', () => undefined);
  if (channel !== undefined) onChannel?.(channel);
  if (input !== undefined) {
    // A program that does not read its input to the end is none the worse for it.
    running.stdin?.on('error', () => undefined);
    running.stdin?.end(input);
  }
  try {
    // A program that never started has no exit, only an end.
    const exit = await Promise.race([
      exited,
      running.then(({ code, originalMessage: message }) => ({ code, message })),
    ]);
    const leftovers = group !== undefined && (await endRest(group, running));
    const open = [streams.stdout, streams.stderr, ...(channel === undefined ? [] : [channel])];
    if (!signal.aborted) await readRest(open, running);
    for (const stream of open) stream.destroy();
    signal.throwIfAborted();
    if ('message' in exit) return { how: 'not-started', why: tellWhy({ program, ...exit }), durationMs, leftovers };
    if (exit.killed !== null) return { how: 'killed', signal: exit.killed, durationMs, leftovers };
    return { how: 'exited', code: exit.status ?? 0, durationMs, leftovers };
  } finally {
    signal.removeEventListener('abort', stop);
    group?.forget();
  }
}

/** Ends what a program that has ended left running; whether there was anything left. */
async function endRest(group: Group, closed: PromiseLike<unknown>): Promise<boolean> {
  if (group.isAlive()) await within(restMs, closed);
  const leftovers = group.isAlive();
  if (leftovers) await group.end();
  return leftovers;
}

/** Waits until all that was printed has been read, however slowly. */
async function readRest(streams: readonly Readable[], closed: PromiseLike<unknown>): Promise<void> {
  let isQuiet = false;
  const onData = () => {
    isQuiet = false;
  };
  for (const stream of streams) stream.on('data', onData);
  while (!(await within(quietMs, closed))) {
    if (isQuiet && streams.every(({ readableLength }) => readableLength === 0)) return;
    isQuiet = true;
  }
}

/** Whether something happens in time. */
async function within(ms: number, what: PromiseLike<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return Promise.race([what.then(() => true), late]).finally(() => clearTimeout(timer));
}

function tellWhy(of: {
  readonly program: string;
  readonly code: string | undefined;
  readonly message: string | undefined;
}): string {
  const { program, code, message } = of;
  switch (code) {
    case 'ENOENT':
      return program.startsWith('/') ? `there is no program ${program}` : `there is no program ${program} on the PATH`;
    case 'EACCES':
      return `${program} may not be run: no permission, or it is no program`;
    case 'E2BIG':
      return 'its arguments are longer than this machine takes';
    default:
      return `it could not be started: ${message ?? 'no reason was given'}`;
  }
}
