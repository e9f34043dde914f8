import { open } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import { createLineSplitter } from '../read/line-splitter.ts';
import { openBytes } from '../read/open-bytes.ts';
import { takeInTurns } from '../read/take-in-turns.ts';
import type { Excerpt } from './places.ts';
import type { Mark } from './ref-book.ts';

/** Lines by their offsets, or by their numbers, counted from where reading began. */
export type Wanted = { readonly by: 'offset' | 'number'; readonly keys: readonly number[] };

/** A line that was wanted: its offset, its number counted from where reading began, and what is shown for it. */
export type LineAgain = { readonly offset: number; readonly number: number; readonly excerpts: readonly Excerpt[] };

/** Of an event of several lines: which lines belong to it, and which of them one wants to see beside its first. */
export type Further = {
  readonly isContinuation: (line: string) => boolean;
  readonly isSought: (line: string) => boolean;
};

/** Up to here lines are counted to give a place its number: counting goes at about a gigabyte a second. */
const maxCounted = 4 * 1024 ** 3;
const maxShown = 4000;

/**
 * Reads lines of a file once more; `start` is where reading began. Known places
 * in between save reading from there. Where too much lies above `start` to be counted, a line is named by its byte.
 */
export async function readLinesAgain(options: {
  readonly file: EvidenceFile;
  readonly wanted: Wanted;
  readonly start: number;
  readonly known: readonly Mark[];
  readonly further?: Further | undefined;
  readonly signal: AbortSignal;
}): Promise<readonly LineAgain[]> {
  const { file, wanted, start, known, further, signal } = options;
  const isByOffset = wanted.by === 'offset';
  const keys = [...new Set(wanted.keys)].sort((a, b) => a - b);
  const before = start === 0 ? 0 : start > maxCounted ? undefined : await countLines(file, start, signal);
  const found: (LineAgain & { readonly excerpts: Excerpt[] })[] = [];
  // Packed files can be read from their beginning only.
  const groups = file.packing === 'none' ? keys.map((key) => [key]) : [keys];
  for (const group of groups) {
    const [first = 0] = group;
    const last = group.at(-1) ?? first;
    const mark = known.findLast(({ offset, above }) => (isByOffset ? offset <= first : above < first));
    const from = file.packing === 'none' ? (mark ?? { offset: start, above: 0 }) : { offset: 0, above: 0 };
    let isDone = false;
    // The event whose line that is sought is still to come.
    let open: Excerpt[] | undefined;
    const splitter = createLineSplitter({
      offset: from.offset,
      onLine: (text, offset) => {
        if (isDone) return;
        const number = from.above + splitter.counts().lines;
        const key = isByOffset ? offset : number;
        const toShown = () =>
          toExcerpt({ file, text, offset, line: before === undefined ? undefined : before + number });
        const isSought = further?.isSought(text) ?? true;
        if (group.includes(key)) {
          const excerpts = [toShown()];
          found.push({ offset, number, excerpts });
          open = isSought ? undefined : excerpts;
        } else if (open !== undefined && further?.isContinuation(text) !== true) open = undefined;
        else if (open !== undefined && isSought) {
          open.push(toShown());
          open = undefined;
        }
        isDone = key >= last && open === undefined;
      },
    });
    const range = file.packing === 'none' ? { from: from.offset, to: Number.POSITIVE_INFINITY } : undefined;
    try {
      await takeInTurns(openBytes(file, signal, { range }), (block) => {
        splitter.push(block);
        return isDone ? 'done' : undefined;
      });
    } catch (cause) {
      // That the file is cut off or gone was told when it was read: what is not found again is left out.
      if (signal.aborted) throw cause;
    }
    if (!isDone) splitter.end();
  }
  return found;
}

/** How a line is shown; without its number it is named by its byte. */
export function toExcerpt(of: {
  readonly file: EvidenceFile;
  readonly text: string;
  readonly offset: number;
  readonly line: number | undefined;
}): Excerpt {
  const { file, offset, line } = of;
  const text = of.text.length > maxShown ? `${of.text.slice(0, maxShown)} …` : of.text;
  return line === undefined ? { source: `${file.name} (byte ${offset})`, text } : { source: file.name, line, text };
}

async function countLines(file: EvidenceFile, to: number, signal: AbortSignal): Promise<number> {
  const handle = await open(file.path, 'r');
  const block = Buffer.allocUnsafe(256 * 1024);
  try {
    let lines = 0;
    for (let at = 0; at < to; ) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(block, 0, Math.min(block.length, to - at), at);
      if (bytesRead === 0) break;
      for (let index = 0; index < bytesRead; index++) if (block[index] === 0x0a) lines += 1;
      at += bytesRead;
    }
    return lines;
  } finally {
    await handle.close();
  }
}
