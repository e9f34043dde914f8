import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { rgPath } from '@vscode/ripgrep';
import type { EvidenceFile } from './evidence-folder.ts';

/** A line of a file; `number` is 1-based. */
export type NumberedLine = { readonly number: number; readonly text: string };

/** Lines longer than this are not kept: a log line that long is a dump, and its parse would stall the screen. */
export const maxLineBytes = 1024 * 1024;

const newline = 0x0a;

/**
 * Reads a file's lines in batches, gzip or not; with `match`, only those that contain that text, found by ripgrep.
 * `onLong` is told the number of each line that was left out because it is longer than `maxLineBytes`.
 * Throws what the file system, zlib or ripgrep said; ends early when `signal` fires.
 */
export async function* readLines(options: {
  readonly file: EvidenceFile;
  readonly match?: string | undefined;
  readonly signal: AbortSignal;
  readonly onLong?: (line: number) => void;
}): AsyncGenerator<readonly NumberedLine[]> {
  const { file, match, signal, onLong } = options;
  if (match === undefined) {
    let count = 0;
    for await (const batch of splitLines(openBytes(file, signal), signal)) {
      yield batch.flatMap((bytes) => {
        count += 1;
        if (bytes.length > maxLineBytes) onLong?.(count);
        return bytes.length > maxLineBytes ? [] : [{ number: count, text: decode(bytes, count) }];
      });
    }
    return;
  }
  const search = startSearch(file, match, signal);
  try {
    for await (const batch of splitLines(search.output, signal))
      yield batch.flatMap((bytes) => numbered(bytes, onLong));
    await search.done;
  } finally {
    search.stop();
  }
}

/**
 * The lines of several files that contain a text, with one search for all that are not compressed. A file that cannot be
 * read is left out: whoever needs it reads it and is told.
 */
export async function* searchFiles(options: {
  readonly files: readonly EvidenceFile[];
  readonly match: string;
  readonly signal: AbortSignal;
}): AsyncGenerator<{ readonly file: EvidenceFile; readonly line: NumberedLine }> {
  const { files, match, signal } = options;
  const byPath = new Map(files.map((file) => [file.path, file]));
  const plain = files.filter((file) => !file.gzip).map((file) => file.path);
  if (plain.length > 0) {
    const search = startRipgrep({
      flags: ['--with-filename', '--null', '--no-messages'],
      match,
      paths: plain,
      input: undefined,
      signal,
    });
    try {
      for await (const batch of splitLines(search.output, signal)) {
        for (const bytes of batch) {
          const end = bytes.indexOf(0);
          const file = byPath.get(bytes.subarray(0, end).toString('utf8'));
          const [line] = numbered(bytes.subarray(end + 1), undefined);
          if (file !== undefined && line !== undefined) yield { file, line };
        }
      }
    } finally {
      search.stop();
    }
  }
  for (const file of files.filter((one) => one.gzip)) {
    try {
      for await (const batch of readLines({ file, match, signal })) yield* batch.map((line) => ({ file, line }));
    } catch (cause) {
      if (signal.aborted) throw cause;
    }
  }
}

/** Splits a byte stream at newlines; a carriage return before one is dropped. A line over the limit keeps its length only. */
async function* splitLines(stream: Readable, signal: AbortSignal): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer[] = [];
  let restLength = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      const piece = chunk.subarray(from, at);
      lines.push(trimReturn(rest.length === 0 ? piece : Buffer.concat([...rest, piece])));
      rest = [];
      restLength = 0;
      from = at + 1;
    }
    const tail = chunk.subarray(from);
    // Past the limit the bytes are not wanted, only that the line was long.
    if (tail.length > 0 && restLength <= maxLineBytes) rest.push(Buffer.from(tail));
    restLength += tail.length;
    if (lines.length > 0) yield lines;
  }
  if (restLength > 0) yield [trimReturn(Buffer.concat(rest))];
}

function openBytes(file: EvidenceFile, signal: AbortSignal): Readable {
  const raw = createReadStream(file.path, { highWaterMark: 64 * 1024, signal });
  if (!file.gzip) return raw;
  const inflated = createGunzip();
  raw.on('error', (cause) => inflated.destroy(cause));
  return raw.pipe(inflated);
}

type Search = { readonly output: Readable; readonly done: Promise<void>; readonly stop: () => void };

function startSearch(file: EvidenceFile, match: string, signal: AbortSignal): Search {
  return startRipgrep({
    flags: ['--no-filename'],
    match,
    paths: [file.gzip ? '-' : file.path],
    input: file.gzip ? openBytes(file, signal) : undefined,
    signal,
  });
}

function startRipgrep(options: {
  readonly flags: readonly string[];
  readonly match: string;
  readonly paths: readonly string[];
  readonly input: Readable | undefined;
  readonly signal: AbortSignal;
}): Search {
  const { flags, match, paths, input, signal } = options;
  const argv = ['--no-config', '--text', '-n', '--color', 'never', ...flags, '-F', '-e', match, '--', ...paths];
  const child: ChildProcess = spawn(rgPath, argv, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    signal,
    env: {},
  });
  let stderr = '';
  child.stderr?.on('data', (text: Buffer) => {
    if (stderr.length < 2000) stderr += text.toString('utf8');
  });
  let inputProblem: Error | undefined;
  if (input !== undefined && child.stdin !== null) {
    input.on('error', (cause) => {
      inputProblem = cause;
      child.stdin?.end();
    });
    child.stdin.on('error', () => undefined);
    input.pipe(child.stdin);
  }
  const done = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (inputProblem !== undefined) reject(inputProblem);
      // ripgrep: 0 found, 1 nothing found, 2 trouble.
      else if (code === 0 || code === 1) resolve();
      else reject(new Error(stderr.trim() === '' ? `ripgrep ended with ${code ?? 'a signal'}` : stderr.trim()));
    });
  });
  done.catch(() => undefined);
  return { output: child.stdout as Readable, done, stop: () => child.kill('SIGKILL') };
}

function numbered(bytes: Buffer, onLong: ((line: number) => void) | undefined): NumberedLine[] {
  const colon = bytes.indexOf(0x3a);
  const number = Number(bytes.subarray(0, colon).toString('latin1'));
  if (bytes.length - colon > maxLineBytes) {
    onLong?.(number);
    return [];
  }
  return [{ number, text: decode(bytes.subarray(colon + 1), number) }];
}

// Invalid UTF-8 becomes U+FFFD: the line is kept, and its damage stays visible. A byte order mark is no part of a line.
function decode(bytes: Buffer, number: number): string {
  const text = bytes.toString('utf8');
  return number === 1 && text.startsWith('\ufeff') ? text.slice(1) : text;
}

function trimReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes;
}
