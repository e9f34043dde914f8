import { open } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import { openBytes } from '../read/open-bytes.ts';
import type { Shared } from '../read-report.ts';
import { findShared } from '../shared-lines.ts';
import { sideBySide } from '../side-by-side.ts';
import type { InspectedFile } from './inspect.ts';
import { areUnlike } from './leave-out-copies.ts';

/** What is looked at of a file, at its beginning and at its end: exports overlap by some lines, or one is older than the other. */
const endBytes = 64 * 1024;
/** Of more files nobody made the exports by hand. */
const maxFiles = 100;

type Ends = {
  readonly file: EvidenceFile;
  readonly head: readonly string[];
  /** Nothing where the file is packed and not whole. */
  readonly tail: readonly string[];
  readonly isWhole: boolean;
};

/** Finds which files of one log begin with the lines with which another ends, or begin alike: such lines count twice. */
export async function tellShared(inspected: readonly InspectedFile[], signal: AbortSignal): Promise<readonly Shared[]> {
  const files = inspected.filter(({ file }) => file.problem === undefined && file.bytes > 0);
  if (files.length < 2 || files.length > maxFiles) return [];
  const plain = await readAll(files.filter(isPlain), (file) => readEnds(file));
  const others = files.filter((one) => !isPlain(one));
  // To look at the beginning of what is packed costs more, and most begin with lines of their own.
  const firsts = countFirsts(files);
  const tails = new Set(plain.flatMap(({ tail }) => tail));
  const mayShare = ({ head: [first = ''] }: InspectedFile) => (firsts.get(first) ?? 0) > 1 || tails.has(first);
  const packed = await readAll(others.filter(mayShare), (file) => readBeginning(file, signal));
  return compareAll([...plain, ...packed]);
}

function isPlain({ file }: InspectedFile): boolean {
  return file.packing === 'none';
}

function countFirsts(files: readonly InspectedFile[]): ReadonlyMap<string, number> {
  const firsts = new Map<string, number>();
  for (const { head } of files) if (head[0] !== undefined) firsts.set(head[0], (firsts.get(head[0]) ?? 0) + 1);
  return firsts;
}

async function readAll(
  files: readonly InspectedFile[],
  read: (file: EvidenceFile) => Promise<Ends>,
): Promise<readonly Ends[]> {
  const ends = await sideBySide(files, ({ file }) => read(file).catch(() => undefined));
  return ends.filter((one) => one !== undefined);
}

function compareAll(all: readonly Ends[]): readonly Shared[] {
  const known = new Map(all.map((ends) => [ends, new Set(ends.tail)]));
  const told = new Set<string>();
  return all.flatMap((ends) =>
    all.flatMap((other) => {
      const pair = [all.indexOf(ends), all.indexOf(other)].sort().join();
      const [first = ''] = ends.head;
      const mayShare = first === other.head[0] || known.get(other)?.has(first) === true;
      if (ends === other || told.has(pair) || !mayShare) return [];
      const shared = compare(ends, other);
      if (shared === undefined) return [];
      told.add(pair);
      return [shared];
    }),
  );
}

function compare(ends: Ends, other: Ends): Shared | undefined {
  const names = [ends.file.name, other.file.name];
  const areAlike = !ends.isWhole && !other.isWhole && ends.head.every((line, index) => line === other.head[index]);
  const lines = areAlike ? ends.head : ends.head.slice(0, findShared(ends.head, other.tail).atEnd);
  // One line, or the same again and again, may as well have been written in both.
  if (new Set(lines).size < 2) return undefined;
  const which = other.isWhole && lines.length === other.tail.length ? 'all' : 'the last';
  const what = areAlike
    ? `${names[0]} and ${names[1]} begin with the same lines`
    : `${names[0]} begins with ${which} ${lines.length} lines of ${names[1]}`;
  return { say: `${what}: what stands in both counts twice`, countsTwice: areUnlike(lines) };
}

async function readEnds(file: EvidenceFile): Promise<Ends> {
  const handle = await open(file.path, 'r');
  try {
    const length = Math.min(endBytes, file.bytes);
    const read = async (position: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      return linesOf(buffer.subarray(0, bytesRead));
    };
    const isWhole = length === file.bytes;
    const head = await read(0);
    const tail = isWhole ? head : (await read(file.bytes - length)).slice(1);
    return { file, head: withoutRest(head, isWhole), tail: withoutRest(tail, true), isWhole };
  } finally {
    await handle.close();
  }
}

async function readBeginning(file: EvidenceFile, signal: AbortSignal): Promise<Ends> {
  const blocks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const block of openBytes(file, signal)) {
      blocks.push(block);
      bytes += block.length;
      if (bytes > endBytes) break;
    }
  } catch {
    // What is broken further down is told by who reads it; it begins as it does.
    signal.throwIfAborted();
  }
  const isWhole = bytes <= endBytes;
  const head = withoutRest(linesOf(Buffer.concat(blocks).subarray(0, endBytes)), isWhole);
  return { file, head, tail: isWhole ? head : [], isWhole };
}

function linesOf(bytes: Buffer): readonly string[] {
  return bytes.toString('latin1').split(/\r?\n/);
}

/** Without what is no line at their end: nothing, where the last one ends; or a part of one. */
function withoutRest(lines: readonly string[], isWhole: boolean): readonly string[] {
  return !isWhole || lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
