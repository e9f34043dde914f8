import { CheckProblem } from '../../errors.ts';
import type { Filter } from '../filter.ts';
import { noTraffic, type RemoteStore, type StoreLine, type StoreReport } from '../stores/store.ts';

/** How many lines a store is asked for; they are held in memory. */
export const maxLines = 500_000;
const sampleLines = 50;

/** What a store gave for a filter, and what travelled. */
export type StoreLines = { readonly lines: readonly StoreLine[]; readonly report: StoreReport };

/** Reads the lines of a filter, at most `most` of them. */
export async function readLines(
  store: RemoteStore,
  filter: Filter,
  { most, signal }: { readonly most: number; readonly signal: AbortSignal },
): Promise<StoreLines> {
  const lines: StoreLine[] = [];
  let report = noTraffic;
  const onReport = (latest: StoreReport) => {
    report = latest;
  };
  for await (const batch of store.read(filter, { signal, maxLines: most, onReport })) {
    signal.throwIfAborted();
    // One answer may hold more lines than a call takes arguments.
    for (const line of batch) lines.push(line);
  }
  return { lines, report };
}

/**
 * Some lines of a filter without what it seeks in them, which tell how lines are written there. None where the store refuses: the lines
 * that were asked for came all the same.
 */
export async function readSample(
  store: RemoteStore,
  filter: Filter,
  signal: AbortSignal,
): Promise<readonly StoreLine[]> {
  try {
    const all = { ...filter, texts: [], regex: undefined };
    return (await readLines(store, all, { most: sampleLines, signal })).lines;
  } catch (cause) {
    if (signal.aborted || !(cause instanceof CheckProblem)) throw cause;
    return [];
  }
}
