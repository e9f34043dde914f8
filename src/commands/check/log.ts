import type { Globals } from '../../cli.ts';
import { beginSearches, type EarlySearch } from '../../logs/read/begin-searches.ts';
import { cancelOnInterrupt } from '../cancel-on-interrupt.ts';
import { exitCodes } from '../exit-codes.ts';
import { openLogFiles } from './log-files.ts';
import { type LogFlags, textsOf, withIds } from './log-flags.ts';

/**
 * Asks a question of log files by hand and prints the answer; Ctrl-C cancels it. It goes past the steps of runbooks, whose schemas
 * take longer to load than most answers take, and lets ripgrep begin before anything else is loaded.
 */
export async function checkLog(files: readonly string[], given: LogFlags, globals: Globals): Promise<void> {
  if (given.dryRun === true) return (await import('./dry-run-log.ts')).dryRunLog(files, given);
  const { signal, release } = cancelOnInterrupt();
  const early = takeEarlySearch();
  try {
    await askFiles({ files, flags: await withIds(given), early, signal, globals });
  } catch (cause) {
    if (!signal.aborted) throw cause;
    process.exitCode = exitCodes.interrupted;
  } finally {
    // What nobody has taken over: unread output would keep the process.
    early?.stop();
    early?.output.destroy();
    release();
  }
}

async function askFiles(of: {
  readonly files: readonly string[];
  readonly flags: LogFlags;
  readonly early: EarlySearch | undefined;
  readonly signal: AbortSignal;
  readonly globals: Globals;
}): Promise<void> {
  const { files, flags, early, signal, globals } = of;
  const opened = await openLogFiles({ files, flags, signal });
  const { follow, window } = flags;
  const isSearched = follow !== true && window === undefined && flags.sql === undefined;
  const all = isSearched ? await opened.folder.files(opened.names) : [];
  const begun = beginSearches({ files: all, texts: textsOf(flags), early, signal });
  try {
    const { answerLog } = await import('./log-answer.ts');
    process.exitCode = await answerLog({ opened, flags, begun, signal, globals });
  } finally {
    begun.stop();
    await opened.close();
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
