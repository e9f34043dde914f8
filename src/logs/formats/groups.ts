import type { Block } from '../block.ts';
import { digitsIn, readDigits } from './convert.ts';
import type { ForwardReader } from './forward/forward-reader.ts';
import type { Stamp } from './stamp/stamp.ts';
import type { StampField } from './stamp/stamp-fields.ts';

/** What the groups of a pattern have of a line, each by its place in the pattern. */
export type Groups = {
  /** Undefined where it took no part. */
  readonly text: (at: number) => string | undefined;
  /** The whole number of few digits that it is; -1 where it is none. */
  readonly digits: (at: number) => number;
  readonly stamp: (at: number, stamp: StampField) => Stamp | undefined;
};

/** Creates the groups of the match that was taken last. */
export function createMatchGroups(): {
  readonly groups: Groups;
  readonly take: (match: RegExpExecArray | null) => boolean;
} {
  let match: RegExpExecArray | null = null;
  const text: Groups['text'] = (at) => match?.[at];
  return {
    groups: {
      text,
      digits: (at) => readDigits(text(at) ?? ''),
      stamp: (at, { read }) => {
        const value = text(at);
        return value === undefined ? undefined : read(value);
      },
    },
    take: (found) => {
      match = found;
      return found !== null;
    },
  };
}

/** Creates the groups that lie in the block that was taken last, where the reader has found them. */
export function createPlacedGroups(): {
  readonly groups: Groups;
  readonly take: (block: Block, reader: ForwardReader | undefined) => void;
} {
  let of: Block | undefined;
  let places: Int32Array = new Int32Array(0);
  return {
    groups: {
      text: (at) => {
        const from = places[2 * at] as number;
        return from < 0 ? undefined : of?.text().slice(from, places[2 * at + 1]);
      },
      digits: (at) =>
        of === undefined ? -1 : digitsIn(of.bytes, places[2 * at] as number, places[2 * at + 1] as number),
      stamp: (at, { readIn }) => {
        const from = places[2 * at] as number;
        return from < 0 || of === undefined ? undefined : readIn(of.bytes, from, places[2 * at + 1] as number);
      },
    },
    take: (block, reader) => {
      of = block;
      if (reader !== undefined) places = reader.places;
    },
  };
}
