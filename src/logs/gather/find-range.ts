import { type FileHandle, open } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import { type LineParser, quickResolutionMs } from '../formats/format.ts';
import { linesAt } from '../read/lines-at.ts';
import type { ByteRange } from '../read/open-bytes.ts';
import type { Window } from '../window.ts';
import type { Timing } from './times.ts';

const probes = 32;
/** Lines this much out of order are still found, whatever the probes saw. */
const minSlackMs = 5000;
/** What began inside the window is found when it ended at most this long after it. */
const maxDurationMs = 3_600_000;

/**
 * The span of bytes that holds all lines of a window, found by bisection; undefined where all of the file must be read: it
 * is small, packed, has stamps that only a full parse can tell, or is not in order of time. Order is judged by probes all
 * over the file, and the largest step backwards that they see is allowed for (twofold).
 */
export async function findRange(options: {
  readonly file: EvidenceFile;
  readonly parser: LineParser;
  readonly timing: Timing;
  readonly window: Window;
  readonly minBytes: number;
}): Promise<ByteRange | undefined> {
  const { file, parser, timing, window, minBytes } = options;
  if (file.packing !== 'none' || file.bytes < minBytes) return undefined;
  const handle = await open(file.path, 'r');
  try {
    const stampAfter = (offset: number) => probe({ handle, offset, bytes: file.bytes, parser });
    const found: Probe[] = [];
    for (let index = 0; index < probes; index++) {
      const seen = await stampAfter(Math.floor((file.bytes * index) / probes));
      if (seen !== undefined) found.push(seen);
    }
    // Where half of the places tell nothing, a bisection would be a guess.
    if (found.length < probes / 2) return undefined;
    const steps = found.flatMap(({ first }, index) =>
      index === 0 ? [] : [first - (found[index - 1]?.first ?? first)],
    );
    const back = Math.max(0, ...found.map(({ backwardMs }) => backwardMs), ...steps.map((step) => -step));
    const spanMs = (found.at(-1)?.first ?? 0) - (found[0]?.first ?? 0);
    if (spanMs <= 0 || back > spanMs / 20) return undefined;
    const slack = Math.max(minSlackMs, 2 * back, ...found.map(({ resolutionMs }) => resolutionMs));
    const late = timing.duration !== undefined && timing.stamps === 'end' ? maxDurationMs : 0;
    const early = timing.duration !== undefined && timing.stamps === 'start' ? maxDurationMs : 0;
    const { bytes } = file;
    const { low } = await bisect({ stampAfter, bytes, ms: window.fromMs - slack - early, lean: 'low' });
    const { high } = await bisect({ stampAfter, bytes, ms: window.toMs + slack + late + 1, lean: 'high' });
    return { from: low, to: Math.max(low, high) };
  } finally {
    await handle.close();
  }
}

type Probe = {
  readonly offset: number;
  readonly first: number;
  readonly resolutionMs: number;
  readonly backwardMs: number;
};

/** The first stamp at or after an offset and what it is exact to, and the largest step backwards among the lines of its block. */
async function probe(at: {
  readonly handle: FileHandle;
  readonly offset: number;
  readonly bytes: number;
  readonly parser: LineParser;
}): Promise<Probe | undefined> {
  let first: { readonly offset: number; readonly ms: number; readonly resolutionMs: number } | undefined;
  let latest = Number.NEGATIVE_INFINITY;
  let backwardMs = 0;
  for (const { text, offset } of await linesAt(at.handle, at.offset, at.bytes)) {
    const quick = at.parser.quickStamp(text);
    const parsed = quick === undefined ? at.parser.parse(text) : undefined;
    const ms = quick ?? parsed?.atMs ?? Number.NaN;
    if (Number.isNaN(ms)) continue;
    first ??= { offset, ms, resolutionMs: parsed?.resolutionMs ?? quickResolutionMs };
    backwardMs = Math.max(backwardMs, latest - ms);
    latest = Math.max(latest, ms);
  }
  return first && { offset: first.offset, first: first.ms, resolutionMs: first.resolutionMs, backwardMs };
}

/**
 * Where lines stamped at or after an instant begin, as two offsets of lines: all before `low` are stamped earlier, all from
 * `high` on are not. Where a block tells nothing, `lean` says which of the two must not be wrong.
 */
async function bisect(of: {
  readonly stampAfter: (offset: number) => Promise<Probe | undefined>;
  readonly bytes: number;
  readonly ms: number;
  readonly lean: 'low' | 'high';
}): Promise<{ readonly low: number; readonly high: number }> {
  const { stampAfter, bytes, ms, lean } = of;
  let low = 0;
  let high = bytes;
  // Down to one block: what lies inside it is read anyway.
  while (high - low > 64 * 1024) {
    const middle = Math.floor((low + high) / 2);
    const seen = await stampAfter(middle);
    if (seen === undefined ? lean === 'low' : seen.first >= ms) high = middle;
    else low = seen === undefined || seen.offset <= low ? middle : seen.offset;
  }
  return { low, high: high === bytes ? bytes : ((await stampAfter(high))?.offset ?? bytes) };
}
