import type { Filter } from '../filter.ts';
import type { LineParser } from '../formats/format.ts';
import type { RemoteStore, StoreLine } from '../stores/store.ts';
import { maxLines, readLines, type StoreLines } from './read-lines.ts';
import { type Timing, timesOf } from './times.ts';

/** Up to here what the stamps of a store miss of a window is asked for unbidden: most collect a log within seconds. */
const maxApartMs = 600_000;
/** The largest slack that a source can be given. */
const maxSlackMs = 86_400_000;

/**
 * Adds to the lines of a window those that the store stamped outside of it, as far as the lines that came (and `others` of the store) show
 * how far both stamps are apart. Where that is too far to be asked for, what is missing is a loss, and said.
 */
export async function readEdges(of: {
  readonly store: RemoteStore;
  readonly filter: Filter;
  readonly read: StoreLines;
  readonly others: readonly StoreLine[];
  readonly parser: LineParser;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}): Promise<StoreLines> {
  const { store, filter, read, others, parser, timing, signal } = of;
  const { window } = filter;
  if (window === undefined || read.report.isCut) return read;
  const { slackMs } = store;
  const { lateMs, earlyMs, farMs } = apartOf([...read.lines, ...others], { parser, timing, slackMs });
  // The store widens a window by its slack at both ends: what it gave already is left out.
  const from = Math.floor(window.fromMs);
  const to = Math.floor(window.toMs);
  const before = { fromMs: from - (roundUp(earlyMs) - slackMs), toMs: from - 2 * slackMs - 1 };
  const after = { fromMs: to + 2 * slackMs + 1, toMs: to + (roundUp(lateMs) - slackMs) };
  const ask = async (edge: typeof before, isWanted: boolean): Promise<StoreLines | undefined> =>
    isWanted ? readLines(store, { ...filter, window: edge }, { most: maxLines, signal }) : undefined;
  const all = [await ask(before, earlyMs > slackMs), read, await ask(after, lateMs > slackMs)].filter(
    (one) => one !== undefined,
  );
  const reports = all.map(({ report }) => report);
  return {
    lines: all.flatMap(({ lines }) => lines),
    report: {
      requests: reports.reduce((sum, { requests }) => sum + requests, 0),
      bytes: reports.reduce((sum, { bytes }) => sum + bytes, 0),
      problems: [...new Set(reports.flatMap(({ problems }) => problems)), ...(farMs > 0 ? [tellFar(farMs)] : [])],
      isCut: farMs > 0 || reports.some(({ isCut }) => isCut),
    },
  };
}

/** How far lines were stamped late or early by the store, as far as that can be asked for; and the farthest of what cannot. */
function apartOf(
  lines: readonly StoreLine[],
  of: { readonly parser: LineParser; readonly timing: Timing; readonly slackMs: number },
): { readonly lateMs: number; readonly earlyMs: number; readonly farMs: number } {
  const { parser, timing, slackMs } = of;
  const apart = { lateMs: 0, earlyMs: 0, farMs: 0 };
  for (const [index, { text, atMs, isBare }] of lines.entries()) {
    const parsed = isBare === true || atMs === undefined ? undefined : parser.parse(text);
    if (parsed === undefined || atMs === undefined || Number.isNaN(parsed.atMs)) continue;
    const { startMs, endMs, at } = timesOf(parsed, { raw: '', ref: index, part: 0, line: index }, timing);
    const lateMs = atMs - at;
    // A stamp of whole seconds stands for all of its second.
    const earlyMs = Math.floor((Number.isNaN(endMs) ? startMs : endMs) + Math.max(1, parsed.resolutionMs)) - 1 - atMs;
    const farMs = Math.max(lateMs, earlyMs);
    if (farMs > Math.max(slackMs, maxApartMs)) {
      if (farMs > apart.farMs) apart.farMs = farMs;
      continue;
    }
    if (lateMs > apart.lateMs) apart.lateMs = lateMs;
    if (earlyMs > apart.earlyMs) apart.earlyMs = earlyMs;
  }
  return apart;
}

/** A little more than was seen: the next line may be a little later than all before it. */
function roundUp(ms: number): number {
  return Math.ceil(ms / 1000) * 1000 + 1000;
}

function tellFar(farMs: number): string {
  const seconds = Math.ceil(farMs / 1000);
  const way = farMs > maxSlackMs ? '' : `\`slack: ${seconds}\`, or `;
  return `the stamps in the lines are up to ${seconds} s from those of the store, so that lines of the window may be missing: set ${way}\`zone\` where the lines have local time`;
}
