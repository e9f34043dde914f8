import { constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { type FileHandle, open, truncate } from 'node:fs/promises';
import path from 'node:path';
import { getBuiltinModule } from 'node:process';
import type { Readable } from 'node:stream';
import { messageOf } from '../../errors.ts';
import { describeStreamed, type EvidenceFile } from '../../logs/evidence-folder.ts';
import { keepBytes } from '../../logs/read/keep-bytes.ts';
import { parseDuration } from '../../logs/window.ts';
import { throwNoRoom } from '../../no-room.ts';
import { createTemporaryFolder } from '../../temporary-folder.ts';

/** What can be read but once. `node` tells which it is (see `nodeOf`), `isFifo` how its path is opened. */
export type StreamPlace = {
  readonly name: string;
  readonly path: string;
  readonly node: string | undefined;
  readonly isFifo: boolean;
};

/** Keeps streams in files while they are asked: questions may read them several times, and cite their lines. */
export type KeptStreams = {
  /** Reads a stream to its end, or up to the time-out; then its file says so. Throws where it was cancelled. */
  readonly keep: (place: StreamPlace) => Promise<EvidenceFile>;
  readonly close: () => void;
};

/** So much of a stream that goes on beyond a time-out is answered in about that time again. */
const bytesPerMs = 100_000;

/** Which file or pipe standard input is (see `nodeOf`). */
export function nodeOfInput(): string {
  const { dev, ino } = fstatSync(0, { bigint: true });
  return `${dev}:${ino}`;
}

/** Creates what keeps streams; the time-out begins now. Their raw text is gone once it is closed, or causebook ends. */
export function createKeptStreams(options: {
  readonly signal: AbortSignal;
  readonly timeout: string | undefined;
}): KeptStreams {
  const { signal, timeout } = options;
  const timeoutMs = timeout === undefined ? undefined : parseDuration(timeout);
  const limit = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const scratch = createTemporaryFolder('streams');
  const kept = new Map<string, Promise<EvidenceFile>>();
  return {
    keep: (place) => {
      const key = place.node ?? place.path;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const full = path.join(scratch.path(), `stream${kept.size}`);
      const file = keepStream({ place, full, signal, limit, timeout, timeoutMs });
      kept.set(key, file);
      return file;
    },
    close: scratch.remove,
  };
}

type Keeping = {
  readonly place: StreamPlace;
  readonly full: string;
  readonly signal: AbortSignal;
  readonly limit: AbortSignal | undefined;
  readonly timeout: string | undefined;
  readonly timeoutMs: number | undefined;
};

async function keepStream(of: Keeping): Promise<EvidenceFile> {
  const { place, full, signal, timeoutMs } = of;
  const out = await open(full, 'wx', 0o600).catch(throwNoRoom);
  const cut = await copy(out, of).finally(() => out.close());
  signal.throwIfAborted();
  const file = await describeStreamed(full, place.name);
  const isEmpty = file.bytes === 0 && file.problem === undefined && cut === undefined;
  if (isEmpty) process.stderr.write(`causebook: nothing came through ${place.name}\n`);
  if (cut === undefined || file.problem !== undefined) return file;
  const enough =
    timeoutMs === undefined
      ? Number.POSITIVE_INFINITY
      : Math.ceil(timeoutMs * bytesPerMs * (file.packing === 'none' ? 1 : 1 / 8));
  if (file.bytes <= enough) return { ...file, cut: `${cut.why}${cut.used}` };
  await truncate(full, enough);
  return { ...file, bytes: enough, cut: `${cut.why}: the first ${Math.ceil(enough / 1e6)} MB were used` };
}

/** Why not all of a stream came, and what is done with what did. */
type Cut = { readonly why: string; readonly used: string };

/** Copies a stream into its file. Gives why not all of it, where that is so. */
async function copy(out: FileHandle, { place, signal, limit, timeout }: Keeping): Promise<Cut | undefined> {
  const { name } = place;
  let bytes = 0;
  let stream: Readable | undefined;
  // Without a reason: cli.ts throws what goes wrong with standard input.
  const leave = () => stream?.destroy();
  const stop = limit === undefined ? signal : AbortSignal.any([signal, limit]);
  stop.addEventListener('abort', leave, { once: true });
  try {
    stream = openStream(place);
    if (stop.aborted) leave();
    const { cut } = await keepBytes(stream, out, (all) => {
      bytes = all;
    });
    if (cut !== undefined) return { why: `${name}: ${cut}`, used: ', what came first was used' };
  } catch (cause) {
    if (!stop.aborted) return { why: `${name} broke off (${messageOf(cause)})`, used: ': what came before was used' };
  } finally {
    stop.removeEventListener('abort', leave);
  }
  if (!stop.aborted || stream?.readableEnded === true) return undefined;
  return bytes === 0
    ? { why: `nothing came through ${name} within ${timeout}, the time-out that was given`, used: '' }
    : {
        why: `${name} was still open after ${timeout}, the time-out that was given`,
        used: ': what had come by then was used',
      };
}

function openStream({ path: full, node, isFifo }: StreamPlace): Readable {
  if (node === nodeOfInput()) {
    if (process.stdin.isTTY) process.stderr.write('causebook: paste the log, then press Ctrl-D\n');
    return process.stdin;
  }
  if (!isFifo) return createReadStream(full);
  // Opened the usual way it would wait for a writer, and then for its lines, in a thread that nobody can call back.
  const fd = openSync(full, constants.O_RDONLY | constants.O_NONBLOCK);
  // Loaded when it is needed, which is hardly ever: a search would wait for it.
  const { Socket } = getBuiltinModule('node:net');
  return new Socket({ fd, readable: true, writable: false });
}
