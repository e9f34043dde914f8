import type { EvidenceFile } from '../evidence-folder.ts';
import { createKeptLines, type Room } from './kept-lines.ts';
import type { Excerpt, Naming, Places } from './places.ts';
import { type Further, type LineAgain, readLinesAgain, toExcerpt, type Wanted } from './read-again.ts';

/** The references of the lines of some files: a file's number and the offset of the line's first byte. It is told how they are read. */
export type RefBook = Places & {
  /** The reference of offset 0 of a file. */
  readonly base: (file: number) => number;
  /** Tells that a part that is read in one go begins at an offset, `above` lines after where reading this file began. */
  readonly part: (file: number, offset: number, above: number) => void;
  /** Tells that a line begins at an offset, `above` lines after where reading this file began. */
  readonly mark: (file: number, offset: number, above: number) => void;
  /** Tells what the search of a file printed, block by block. */
  readonly found: (file: number, block: Buffer) => void;
  /** Forgets all that it was told: the files are read once more. */
  readonly clear: () => void;
};

/** A known place in a file: so many lines are above it. */
export type Mark = { readonly offset: number; readonly above: number };

/** Offsets go up to a tebibyte; files are numbered up to 8,191. */
const perFile = 2 ** 40;
/** So many marks are kept of each file, so that the few lines of an answer are found at once; further ones are this far apart at least. */
const maxMarks = 1024;
const markEvery = 128 * 1024;

/** Creates the book of some files. What is found in packed ones is kept while there is room, so that it need not be unpacked once more. */
export function createRefBook(
  files: readonly EvidenceFile[],
  room: Room,
  furthers: readonly (Further | undefined)[],
): RefBook {
  const parts = files.map((): Mark[] => []);
  const marks = files.map((): Mark[] => []);
  const keepNone = () => files.map(({ packing }) => createKeptLines(packing, room));
  let kept = keepNone();
  const release = () => {
    for (const one of kept) one.clear();
  };
  const startOf = (file: number) => parts[file]?.[0]?.offset ?? 0;
  const knownOf = (file: number) =>
    [...(parts[file] ?? []), ...(marks[file] ?? [])].sort((a, b) => a.offset - b.offset);
  const linesOf = async (index: number, { by, keys }: Wanted, signal: AbortSignal): Promise<readonly LineAgain[]> => {
    const file = files[index] as EvidenceFile;
    const held = (kept[index]?.find({ by, keys }) ?? []).map(({ offset, number, text }) => ({
      offset,
      number,
      excerpts: [toExcerpt({ file, text, offset, line: number })],
    }));
    const others = keys.filter((key) => !held.some((line) => line[by] === key));
    if (others.length === 0) return held;
    const again = {
      file,
      wanted: { by, keys: others },
      start: startOf(index),
      known: knownOf(index),
      further: furthers[index],
      signal,
    };
    return [...held, ...(await readLinesAgain(again))];
  };
  return {
    base: (file) => file * perFile,
    part: (file, offset, above) => parts[file]?.push({ offset, above }),
    mark: (file, offset, above) => {
      const list = marks[file];
      if (list === undefined) return;
      const last = list.at(-1)?.offset ?? Number.NEGATIVE_INFINITY;
      if (list.length < maxMarks || offset - last >= markEvery) list.push({ offset, above });
    },
    found: (file, block) => {
      // Numbers are counted from where the search began.
      if (startOf(file) === 0) kept[file]?.keep(block);
    },
    clear: () => {
      for (const list of [...parts, ...marks]) list.length = 0;
      release();
      kept = keepNone();
    },
    release,
    namings: () =>
      files.flatMap((file, index) =>
        (parts[index] ?? []).map(
          ({ offset, above }): Naming => ({
            part: index * perFile + offset,
            prefix: prefixOf(file.name, startOf(index)),
            above,
          }),
        ),
      ),
    resolve: async (refs, signal) => {
      const found = new Map<number, readonly Excerpt[]>();
      for (const index of files.keys()) {
        const offsets = refs.filter((ref) => Math.floor(ref / perFile) === index).map((ref) => ref - index * perFile);
        if (offsets.length === 0) continue;
        const lines = await linesOf(index, { by: 'offset', keys: offsets }, signal);
        for (const { offset, excerpts } of lines) found.set(index * perFile + offset, excerpts);
      }
      return refs.flatMap((ref) => found.get(ref) ?? []);
    },
    find: async (names, signal) => {
      const found = new Map<string, Excerpt>();
      for (const [index, file] of files.entries()) {
        const prefix = prefixOf(file.name, startOf(index));
        const numbers = names
          .filter((name) => name.startsWith(prefix))
          .map((name) => Number(name.slice(prefix.length)))
          .filter((number) => Number.isSafeInteger(number) && number > 0);
        if (numbers.length === 0) continue;
        const lines = await linesOf(index, { by: 'number', keys: numbers }, signal);
        for (const {
          number,
          excerpts: [first],
        } of lines)
          if (first !== undefined) found.set(`${prefix}${number}`, first);
      }
      return found;
    },
  };
}

/** Where reading did not begin at the beginning, a line's number counts from there. */
function prefixOf(name: string, start: number): string {
  return start === 0 ? `${name}:` : `${name}@${start}:`;
}
