import type { EvidenceFile } from '../evidence-folder.ts';
import { maxLineBytes } from '../read/line-splitter.ts';
import { createFoundSplitter } from './found-lines.ts';
import type { Wanted } from './read-again.ts';

/** A line that was kept: the offset of its first byte, its number, and its text. */
export type KeptLine = { readonly offset: number; readonly number: number; readonly text: string };

/** What a search of a file printed, as it came, so that the few lines an answer shows need not be read once more. */
export type KeptLines = {
  /** Keeps a block while there is room; all is forgotten once there is none: what an answer shows may be anywhere in what was found. */
  readonly keep: (block: Buffer) => void;
  /** Those of the lines that were kept. */
  readonly find: (wanted: Wanted) => readonly KeptLine[];
  /** Forgets them, and gives their room back. */
  readonly clear: () => void;
};

/** How many bytes may still be kept, by all who share it. */
export type Room = { bytes: number };

/** A plain file is read again at any place; a packed one only from its beginning, which takes seconds. */
const mostOfPlain = 1024 * 1024;

/** Creates the store of what the search of a file, from its beginning, finds. */
export function createKeptLines(packing: EvidenceFile['packing'], room: Room): KeptLines {
  // Whole lines, and which is the first of them.
  const pieces: { readonly bytes: Buffer; readonly offset: number; readonly number: number }[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let taken = 0;
  let most = packing === 'none' ? mostOfPlain : Number.POSITIVE_INFINITY;
  const clear = () => {
    pieces.length = 0;
    rest = Buffer.alloc(0);
    most = 0;
    room.bytes += taken;
    taken = 0;
  };
  return {
    keep: (block) => {
      if (most === 0) return;
      const whole = block.lastIndexOf(0x0a) + 1;
      const bytes = Buffer.concat([rest, whole === 0 ? block : block.subarray(0, whole)]);
      if (bytes.length > Math.min(most, room.bytes) || rest.length > maxLineBytes) return clear();
      rest = whole === 0 ? bytes : Buffer.from(block.subarray(whole));
      if (whole === 0) return;
      most -= bytes.length;
      room.bytes -= bytes.length;
      taken += bytes.length;
      const [first] = linesOf(bytes.subarray(0, bytes.indexOf(0x0a) + 1));
      // What is too long to be a line is none to be shown.
      if (first !== undefined) pieces.push({ bytes, offset: first.offset, number: first.number });
    },
    find: ({ by, keys }) => {
      const holding = new Set(keys.flatMap((key) => pieces.findLast((piece) => piece[by] <= key) ?? []));
      return [...holding].flatMap(({ bytes }) => linesOf(bytes).filter((line) => keys.includes(line[by])));
    },
    clear,
  };
}

/** The lines that ripgrep printed. */
function linesOf(printed: Buffer): readonly KeptLine[] {
  const lines: KeptLine[] = [];
  const splitter = createFoundSplitter({
    taker: {
      lineAt: undefined,
      line: (text, offset, number) => {
        lines.push({ text, offset, number });
      },
    },
    base: 0,
    from: 0,
    mark: () => undefined,
  });
  splitter.push(printed);
  return lines;
}
