import { beginSearches, type EarlySearch } from '../../logs/read/begin-searches.ts';
import { cancelOnInterrupt } from '../cancel-on-interrupt.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Globals } from '../globals.ts';
import { assertLogFlags } from './assert-log-flags.ts';
import { type LogFiles, openLogFiles } from './log-files.ts';
import { type LogFlags, textsOf, withIds } from './log-flags.ts';

/**
 * Asks a question of log files by hand and prints the answer; Ctrl-C cancels it. It goes past the steps of runbooks, whose schemas
 * take longer to load than most answers take, and lets ripgrep begin before anything else is loaded.
 */
export async function checkLog(files: readonly string[], given: LogFlags, globals: Globals): Promise<void> {
  assertLogFlags(given);
  if (given.dryRun === true) return (await import('./dry-run-log.ts')).dryRunLog(files, given);
  const flags = await withIds(given);
  const { signal, release } = cancelOnInterrupt();
  try {
    const opened = await openLogFiles({ files, flags, signal });
    process.exitCode = await answer({ opened, flags, signal, globals }).finally(opened.close);
  } catch (cause) {
    if (!signal.aborted) throw cause;
    process.exitCode = exitCodes.interrupted;
  } finally {
    release();
  }
}

async function answer(of: {
  readonly opened: LogFiles;
  readonly flags: LogFlags;
  readonly signal: AbortSignal;
  readonly globals: Globals;
}): Promise<number> {
  const { opened, flags, signal } = of;
  const { follow, window } = flags;
  const isSearched = follow !== true && window === undefined && flags.sql === undefined;
  const all = isSearched ? await opened.folder.files(opened.names) : [];
  const early = takeEarlySearch();
  const begun = beginSearches({ files: all, texts: textsOf(flags), early, signal });
  try {
    const { answerLog } = await import('./log-answer.ts');
    return await answerLog({ ...of, begun });
  } finally {
    begun.stop();
  }
}

/** The search that bin/begin-search.js began before the program was loaded; from here on it is ours to end. */
function takeEarlySearch(): EarlySearch | undefined {
  const { causebookSearch: early } = globalThis as {
    readonly causebookSearch?: EarlySearch & { readonly release: () => void };
  };
  early?.release();
  return early;
}
