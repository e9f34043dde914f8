import { type FileHandle, open } from 'node:fs/promises';
import type { KnownFormats } from '../formats/known-formats.ts';
import type { LineCounts } from '../read/line-splitter.ts';
import { openBytes } from '../read/open-bytes.ts';
import { cutParts } from '../scan/parts.ts';
import { createPool } from '../scan/pool.ts';
import type { FileJob } from '../scan/scan-job.ts';
import { addCounts, cutWhileRead, type FileCounts, tellCut } from './file-counts.ts';
import type { Pass } from './gather.ts';
import type { GatherCounts } from './gatherer.ts';
import type { FilePlan } from './plan.ts';

type Seen = {
  readonly file: number;
  readonly from: number;
  readonly to: number | undefined;
  result?: {
    readonly bytes: number;
    readonly lines: LineCounts;
    readonly counts: GatherCounts;
    readonly problem: string | undefined;
  };
};

/** Reads, in threads, the files that are scanned; resolves to what the question gathered in each thread. */
export async function readInThreads(
  pass: Pass,
  known: KnownFormats,
  guard: (index: number, read: () => Promise<void>) => Promise<void>,
): Promise<readonly unknown[]> {
  const { plans, refs, signal, onBytes, spec, state } = pass;
  // Parts come back in any order and are counted in that of the log.
  const parts: Seen[] = [];
  const files = plans.map((plan, index) => (plan.way === 'scan' ? toJob(plan, refs.base(index), pass) : undefined));
  const pool = createPool({
    start: { spec, files, definitions: known.definitions, ...(state === undefined ? {} : { state }) },
    onScanned: (scanned) => {
      const part = parts[scanned.part];
      if (part !== undefined) part.result = scanned;
      onBytes(scanned.bytes);
    },
  });
  signal.addEventListener('abort', pool.stop, { once: true });
  const scan: Scan = (file, from, what) => {
    signal.throwIfAborted();
    const part = parts.push({ file, from, to: 'to' in what ? what.to : undefined }) - 1;
    return pool.scan({ part, file, from, ...what });
  };
  const handles: FileHandle[] = [];
  try {
    for (const [index, plan] of plans.entries()) {
      if (plan.way !== 'scan') continue;
      await guard(index, async () => {
        if (plan.file.packing !== 'none') return scanPacked({ plan, index, scan, pass });
        const handle = await open(plan.file.path, 'r');
        handles.push(handle);
        await scanPlain({ plan, index, scan, pass, handle });
      });
    }
    const states = await pool.finish();
    for (const { file, from, to, result } of parts) {
      const counts = pass.counts[file] as FileCounts;
      if (result === undefined) continue;
      const { problem } = result;
      if (problem !== undefined) tellCut(counts, `${counts.file.name} cannot be read to its end: ${problem}`);
      else if (to !== undefined && result.bytes < to - from) tellCut(counts, cutWhileRead(counts.file));
      refs.part(file, from, counts.lines);
      addCounts(counts, result.bytes, result.lines, result.counts);
    }
    return states;
  } catch (cause) {
    signal.throwIfAborted();
    throw cause;
  } finally {
    signal.removeEventListener('abort', pool.stop);
    pool.stop();
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

type Scan = (
  file: number,
  from: number,
  what: { readonly to: number; readonly fd: number } | { readonly bytes: Uint8Array },
) => Promise<void>;

type Work = { readonly plan: FilePlan; readonly index: number; readonly scan: Scan; readonly pass: Pass };

async function scanPlain({ plan, index, scan, pass, handle }: Work & { readonly handle: FileHandle }): Promise<void> {
  const { file, parser } = plan;
  const range = plan.range ?? { from: 0, to: file.bytes };
  for await (const { from, to } of cutParts({ handle, bytes: file.bytes, range, parser, partBytes: pass.sizes.part }))
    await scan(index, from, { to, fd: handle.fd });
}

async function scanPacked({ plan, index, scan, pass }: Work): Promise<void> {
  const pieceBytes = pass.sizes.part / 8;
  let blocks: Buffer[] = [];
  let length = 0;
  let enough = pieceBytes;
  let from = 0;
  const flush = async (isLast: boolean) => {
    const all = Buffer.concat(blocks);
    const end = isLast ? all.length : all.lastIndexOf(0x0a) + 1;
    blocks = end < all.length ? [all.subarray(end)] : [];
    length = all.length - end;
    // Without a line break there was nothing to hand over: it is tried again when there is twice as much.
    enough = end === 0 ? 2 * length : pieceBytes;
    const at = from;
    from += end;
    // A copy of its own, because it is handed over with its memory.
    if (end > 0) await scan(index, at, { bytes: new Uint8Array(all.subarray(0, end)) });
  };
  try {
    const counts = pass.counts[index] as FileCounts;
    const onTooLong = (leftOut: number) => {
      counts.bytes += leftOut;
    };
    for await (const block of openBytes(plan.file, pass.signal, { onTooLong })) {
      blocks.push(block);
      length += block.length;
      if (length >= enough) await flush(false);
    }
  } finally {
    if (!pass.signal.aborted) await flush(true);
  }
}

function toJob(plan: FilePlan, base: number, pass: Pass): FileJob {
  const { format, context, timing, isStamped, isSought, untested } = plan;
  return { base, format: format.id, context, timing, window: pass.window, isStamped, isSought, untested };
}
