import type { Filter } from '../../../src/logs/filter.ts';
import { createStore } from '../../../src/logs/stores/create-store.ts';
import { noTraffic, type StoreLine, type StoreReport } from '../../../src/logs/stores/store.ts';
import type { StoreConfig } from '../../../src/logs/stores/store-of.ts';
import { sampleStart } from './sample.ts';

/** The clock of the tests: an hour after the sample begins. */
export const now = () => new Date(sampleStart + 3_600_000);

export const everything: Filter = { texts: [], regex: undefined, where: [], window: undefined };

/** Reads all that a store gives for a filter, and its last report. */
export async function readStore(
  config: StoreConfig,
  filter: Partial<Filter> = {},
  options: {
    readonly maxLines?: number;
    readonly env?: { readonly [name: string]: string };
    readonly signal?: AbortSignal;
    readonly maxBytes?: number;
    readonly onLines?: (lines: readonly StoreLine[]) => void;
  } = {},
): Promise<{ readonly lines: readonly StoreLine[]; readonly report: StoreReport }> {
  const store = createStore(config, {
    env: options.env ?? {},
    now,
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
  });
  const lines: StoreLine[] = [];
  let report = noTraffic;
  const scope = {
    signal: options.signal ?? new AbortController().signal,
    maxLines: options.maxLines ?? 100_000,
    onReport: (latest: StoreReport) => {
      report = latest;
    },
  };
  for await (const batch of store.read({ ...everything, ...filter }, scope)) {
    for (const line of batch) lines.push(line);
    options.onLines?.(batch);
  }
  return { lines, report };
}
