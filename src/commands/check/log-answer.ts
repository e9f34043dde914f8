import { runLog } from '../../checks/log/run.ts';
import { CheckProblem, messageOf, UserError } from '../../errors.ts';
import type { CheckResult } from '../../incident/events.ts';
import type { KnownFormats } from '../../logs/formats/known-formats.ts';
import { createLogStore } from '../../logs/log-store.ts';
import type { BegunSearches } from '../../logs/read/begin-searches.ts';
import { parseDuration, parseWindow } from '../../logs/window.ts';
import { createRedactor } from '../../redact/redactor.ts';
import { toVisible } from '../../redact/visible.ts';
import { renderShell } from '../../shell.ts';
import type { Globals } from '../globals.ts';
import { knownFormats } from '../machine.ts';
import { printResult } from '../print-result.ts';
import { logCommand } from './log-command.ts';
import type { LogFiles } from './log-files.ts';
import { type LogFlags, readLogFlags } from './log-flags.ts';

/** Answers a question to logs that are open, and prints it; gives the exit code. Throws where `signal` fired. */
export async function answerLog(options: {
  readonly opened: LogFiles;
  readonly flags: LogFlags;
  readonly begun: BegunSearches;
  readonly signal: AbortSignal;
  readonly globals: Globals;
}): Promise<number> {
  const { opened, flags, begun, signal, globals } = options;
  const { folder, sources } = opened;
  const known = await knownFormats();
  assertFormat(known, flags.format);
  const window = flags.window === undefined ? undefined : parseWindow(flags.window, new Date());
  const given = readLogFlags(flags, opened.names);
  if (flags.follow === true) {
    const { followLogs } = await import('./log-follow.ts');
    return followLogs({ folder, sources, known, given, flags, signal, globals });
  }
  const redactor = createRedactor({ key: String(process.pid), secrets: [] });
  // Each word by itself: a secret that goes from the whole line takes the quotes around it along.
  const { words } = opened;
  const command = words === undefined ? null : renderShell(logCommand({ words, flags, window }).map(redactor.text));
  const logs = createLogStore({ folder, sources, known, env: process.env, mayRun: true, begun });
  const limit =
    flags.timeout === undefined || !opened.isLimited ? undefined : AbortSignal.timeout(parseDuration(flags.timeout));
  const started = new Date();
  try {
    const result = await settle({ started, limit, timeout: flags.timeout, command }, () =>
      runLog(given, {
        signal: limit === undefined ? signal : AbortSignal.any([signal, limit]),
        timeoutMs: Number.POSITIVE_INFINITY,
        now: () => new Date(),
        folder,
        sources,
        logs,
        window,
        env: process.env,
        redact: redactor.text,
        progress: tellProgress,
      }),
    );
    clearProgress();
    return await printResult('log', { ...redactor.value(result), command: result.command }, flags);
  } finally {
    clearProgress();
    logs.close();
  }
}

function assertFormat({ formats }: KnownFormats, format: string | undefined): void {
  if (format === undefined || formats.get(format) !== undefined) return;
  throw new UserError({
    message: `"${format}" is not a known format`,
    hint: `There are ${[...formats.all.map(({ id }) => id), 'text'].join(', ')}.`,
  });
}

/** What a check that could not run says is a result too. */
async function settle(
  of: {
    readonly started: Date;
    readonly limit: AbortSignal | undefined;
    readonly timeout: string | undefined;
    /** What repeats it; null where nothing does. */
    readonly command: string | null;
  },
  run: () => ReturnType<typeof runLog>,
): Promise<CheckResult> {
  const { started, limit, timeout, command } = of;
  const finish = (result: Omit<CheckResult, 'startedAt' | 'durationMs'>): CheckResult => ({
    ...result,
    startedAt: started.toISOString(),
    durationMs: Date.now() - started.getTime(),
  });
  try {
    const { verdict, facts, evidence, pictures = [] } = await run();
    const told = command === null ? [...evidence, unrepeatable] : evidence;
    return finish({ ...verdict, facts, evidence: told, command, pictures });
  } catch (cause) {
    const nothing = { outcome: null, facts: {}, evidence: [], command: null } as const;
    if (limit?.aborted === true)
      return finish({ ...nothing, status: 'error', say: `gave up after ${timeout}, the time-out that was given` });
    if (!(cause instanceof CheckProblem)) throw cause;
    const { status, unblock } = cause;
    return finish({ ...nothing, status, say: messageOf(cause), ...(unblock === undefined ? {} : { unblock }) });
  }
}

const unrepeatable = {
  source: 'repeat',
  text: 'no command can: only one stream can be standard input. Save them to files and name those',
};

function tellProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${toVisible(text)}\u001b[K`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
