import { open } from 'node:fs/promises';
import type { LineParser } from '../formats/format.ts';
import { linesAt } from '../read/lines-at.ts';
import type { ReadReport } from '../read-report.ts';
import type { Window } from '../window.ts';
import type { FileCounts } from './file-counts.ts';
import { findRange } from './find-range.ts';
import type { InspectedFile } from './inspect.ts';
import type { FilePlan } from './plan.ts';

/** From the first stamp of a log to its last, in milliseconds. */
export type Coverage = { readonly fromMs: number; readonly toMs: number };

/** A log that ends or begins this near a window may be of it: clocks differ, and what was written last was flushed late. */
const slackMs = 5000;
/** The last stamp is looked for so much further up each time, at most so often: a file may end with a long stack trace. */
const stepBytes = 32 * 1024;
const maxSteps = 32;

/**
 * What a log covers, where its own stamps show that it has nothing of the window; null where it has no line at all. Undefined where it may
 * have something, and where that is not known: a part was not read, a packed file was only searched, a file has no stamps or is not in
 * order of time. Of what was found in the window no file is looked at once more.
 */
export async function coverageOf(of: {
  readonly inspected: readonly InspectedFile[];
  readonly plans: readonly FilePlan[];
  readonly counts: readonly FileCounts[];
  readonly report: ReadReport;
  readonly window: Window | undefined;
}): Promise<Coverage | null | undefined> {
  const { report, window } = of;
  if (isEmpty(report)) return null;
  return window === undefined || report.inWindow > 0 ? undefined : coverageOutside({ ...of, window });
}

function isEmpty({ files, parsed, unparsed, tooLong, isSearch, skippedBytes, cut }: ReadReport): boolean {
  const isAllRead = !isSearch && skippedBytes === 0 && cut.length === 0;
  return files.length > 0 && isAllRead && parsed + unparsed + tooLong === 0;
}

async function coverageOutside(of: {
  readonly inspected: readonly InspectedFile[];
  readonly plans: readonly FilePlan[];
  readonly counts: readonly FileCounts[];
  readonly window: Window;
}): Promise<Coverage | undefined> {
  const { inspected, plans, counts, window } = of;
  let all: (Coverage & { readonly resolutionMs: number }) | undefined;
  for (const [index, plan] of plans.entries()) {
    const seen = counts[index] as FileCounts;
    if (seen.cut.length > 0) return undefined;
    // The next file has just been begun.
    if (isWhole(plan) && seen.parsed + seen.unparsed + seen.tooLong === 0) continue;
    const one = await coverageOfFile(plan, inspected[index] as InspectedFile, seen);
    if (one === undefined) return undefined;
    all = {
      fromMs: Math.min(one.fromMs, all?.fromMs ?? one.fromMs),
      toMs: Math.max(one.toMs, all?.toMs ?? one.toMs),
      resolutionMs: Math.max(resolutionOf(plan.parser, inspected[index]?.head ?? []), all?.resolutionMs ?? 0),
    };
  }
  if (all === undefined) return undefined;
  const { fromMs, toMs, resolutionMs } = all;
  const isLater = fromMs - slackMs > window.toMs;
  const isEarlier = toMs + Math.max(slackMs, resolutionMs) < window.fromMs;
  if (!isLater && !isEarlier) return undefined;
  for (const plan of plans) if (!isWhole(plan) && !(await isInOrder(plan))) return undefined;
  return { fromMs, toMs };
}

/** Whether all lines of a file were read, so that what was seen is all that it has. */
function isWhole({ way, range }: FilePlan): boolean {
  return way !== 'search' && range === undefined;
}

async function coverageOfFile(
  plan: FilePlan,
  { firstMs }: InspectedFile,
  { span }: FileCounts,
): Promise<Coverage | undefined> {
  if (isWhole(plan)) return span.count === 0 ? undefined : { fromMs: span.firstMs, toMs: span.lastMs };
  if (plan.file.packing !== 'none' || Number.isNaN(firstMs)) return undefined;
  const lastMs = await lastStamp(plan);
  return lastMs === undefined || lastMs < firstMs ? undefined : { fromMs: firstMs, toMs: lastMs };
}

/** Whether the first and the last stamp tell of all between them. */
async function isInOrder({ file, parser, timing, range }: FilePlan): Promise<boolean> {
  if (range !== undefined) return true;
  const window = { fromMs: 0, toMs: 0 };
  return (await findRange({ file, parser, timing, window, minBytes: 0 }).catch(() => undefined)) !== undefined;
}

async function lastStamp({ file, parser }: FilePlan): Promise<number | undefined> {
  const handle = await open(file.path, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    for (let step = 1; step <= maxSteps && (step - 1) * stepBytes < file.bytes; step++) {
      const lines = await linesAt(handle, Math.max(0, file.bytes - step * stepBytes), file.bytes);
      const stamps = lines.flatMap(({ text }) => stampOf(parser, text) ?? []);
      if (stamps.length > 0) return Math.max(...stamps);
    }
    return undefined;
  } catch {
    // It has gone, or cannot be read there: then nothing is known of it.
    return undefined;
  } finally {
    await handle.close();
  }
}

function stampOf(parser: LineParser, line: string): number | undefined {
  const ms = parser.quickStamp(line) ?? parser.parse(line)?.atMs;
  return ms === undefined || Number.isNaN(ms) ? undefined : ms;
}

/** What the stamps of the first lines are exact to. */
function resolutionOf(parser: LineParser, lines: readonly string[]): number {
  for (const line of lines) {
    const parsed = parser.parse(line);
    if (parsed !== undefined && !Number.isNaN(parsed.atMs)) return parsed.resolutionMs;
  }
  return 0;
}
