import { open } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import { findShared } from '../shared-lines.ts';
import { sideBySide } from '../side-by-side.ts';

/** What is looked at of a file, at its beginning and at its end: exports overlap by some lines, or are the same file twice. */
const endBytes = 64 * 1024;
/** Of more files nobody made the exports by hand. */
const maxFiles = 100;

type Ends = {
  readonly file: EvidenceFile;
  readonly head: readonly string[];
  readonly tail: readonly string[];
  readonly isWhole: boolean;
};

/** Tells which files of one log begin with the lines with which another ends, or begin alike: such lines count twice. */
export async function tellShared(files: readonly EvidenceFile[]): Promise<readonly string[]> {
  const plain = files.filter(({ problem, packing, bytes }) => problem === undefined && packing === 'none' && bytes > 0);
  if (plain.length < 2 || plain.length > maxFiles) return [];
  const read = await sideBySide(plain, (file) => readEnds(file).catch(() => undefined));
  const all = read.filter((ends) => ends !== undefined);
  const known = new Map(all.map((ends) => [ends, new Set(ends.tail)]));
  const told = new Set<string>();
  return all.flatMap((ends) =>
    all.flatMap((other) => {
      const pair = [all.indexOf(ends), all.indexOf(other)].sort().join();
      const [first = ''] = ends.head;
      const mayShare = first === other.head[0] || known.get(other)?.has(first) === true;
      if (ends === other || told.has(pair) || !mayShare) return [];
      const problem = compare(ends, other);
      if (problem === undefined) return [];
      told.add(pair);
      return [`${problem}: what stands in both counts twice`];
    }),
  );
}

function compare(ends: Ends, other: Ends): string | undefined {
  const names = [ends.file.name, other.file.name];
  if (!ends.isWhole && !other.isWhole && ends.head.every((line, index) => line === other.head[index]))
    return `${names[0]} and ${names[1]} begin with the same lines`;
  const { atEnd } = findShared(ends.head, other.tail);
  // One line, or the same again and again, may as well have been written in both.
  if (new Set(ends.head.slice(0, atEnd)).size < 2) return undefined;
  const which = other.isWhole && atEnd === other.tail.length ? 'all' : 'the last';
  return `${names[0]} begins with ${which} ${atEnd} lines of ${names[1]}`;
}

async function readEnds(file: EvidenceFile): Promise<Ends> {
  const handle = await open(file.path, 'r');
  try {
    const length = Math.min(endBytes, file.bytes);
    const read = async (position: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      return buffer.toString('latin1', 0, bytesRead).split(/\r?\n/);
    };
    const isWhole = length === file.bytes;
    const head = await read(0);
    const tail = isWhole ? [...head] : (await read(file.bytes - length)).slice(1);
    if (!isWhole) head.pop();
    else if (head.at(-1) === '') head.pop();
    if (tail.at(-1) === '') tail.pop();
    return { file, head, tail, isWhole };
  } finally {
    await handle.close();
  }
}
