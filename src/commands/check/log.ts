import { runLog } from '../../checks/log/run.ts';
import type { Globals } from '../../cli.ts';
import { CheckProblem, messageOf, UserError } from '../../errors.ts';
import type { CheckResult } from '../../incident/events.ts';
import { createLogStore } from '../../logs/log-store.ts';
import { parseDuration, parseWindow } from '../../logs/window.ts';
import { createRedactor } from '../../redact/redactor.ts';
import { cancelOnInterrupt } from '../cancel-on-interrupt.ts';
import { exitCodes } from '../exit-codes.ts';
import { knownFormats } from '../machine.ts';
import { printResult } from '../print-result.ts';
import { openLogFiles } from './log-files.ts';
import { type LogFlags, readLogFlags } from './log-flags.ts';

/**
 * Asks a question of log files by hand and prints the answer; Ctrl-C cancels it. It goes past the steps of runbooks, whose schemas
 * take longer to load than most answers take.
 */
export async function checkLog(files: readonly string[], flags: LogFlags, globals: Globals): Promise<void> {
  const { signal, release } = cancelOnInterrupt();
  const known = await knownFormats();
  if (flags.format !== undefined && flags.format !== 'text' && known.formats.get(flags.format) === undefined) {
    throw new UserError({
      message: `"${flags.format}" is not a known format`,
      hint: `There are ${[...known.formats.all.map(({ id }) => id), 'text'].join(', ')}.`,
    });
  }
  const opened = await openLogFiles({ files, flags, signal });
  const window = flags.window === undefined ? undefined : parseWindow(flags.window, new Date());
  const logs = createLogStore({ ...opened, known, env: process.env, mayRun: true });
  try {
    const given = await readLogFlags(flags, opened.names);
    if (flags.follow === true) {
      const { followLogs } = await import('./log-follow.ts');
      process.exitCode = await followLogs({
        folder: opened.folder,
        sources: opened.sources,
        known,
        given,
        flags,
        signal,
        globals,
      });
      return;
    }
    const limit = flags.timeout === undefined ? undefined : AbortSignal.timeout(parseDuration(flags.timeout));
    const started = new Date();
    const result = await settle(started, limit, flags.timeout, () =>
      runLog(given, {
        signal: limit === undefined ? signal : AbortSignal.any([signal, limit]),
        timeoutMs: Number.POSITIVE_INFINITY,
        now: () => new Date(),
        folder: opened.folder,
        sources: opened.sources,
        logs,
        window,
        progress: tellProgress,
      }),
    );
    clearProgress();
    process.exitCode = await printResult(
      'log',
      createRedactor({ key: String(process.pid), secrets: [] }).value(result),
      flags,
    );
  } catch (cause) {
    clearProgress();
    if (!signal.aborted) throw cause;
    process.exitCode = exitCodes.interrupted;
  } finally {
    logs.close();
    await opened.close();
    release();
  }
}

/** What a check that could not run says is a result too. */
async function settle(
  started: Date,
  limit: AbortSignal | undefined,
  timeout: string | undefined,
  run: () => ReturnType<typeof runLog>,
): Promise<CheckResult> {
  const finish = (result: Omit<CheckResult, 'startedAt' | 'durationMs'>): CheckResult => ({
    ...result,
    startedAt: started.toISOString(),
    durationMs: Date.now() - started.getTime(),
  });
  try {
    const { verdict, facts, evidence, command, pictures = [] } = await run();
    return finish({ ...verdict, facts, evidence, command, pictures });
  } catch (cause) {
    const nothing = { outcome: null, facts: {}, evidence: [], command: null } as const;
    if (limit?.aborted === true)
      return finish({ ...nothing, status: 'error', say: `gave up after ${timeout}, the time-out that was given` });
    if (!(cause instanceof CheckProblem)) throw cause;
    const { status, unblock } = cause;
    return finish({ ...nothing, status, say: messageOf(cause), ...(unblock === undefined ? {} : { unblock }) });
  }
}

function tellProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}\u001b[K`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
