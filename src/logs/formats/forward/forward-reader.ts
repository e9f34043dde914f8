import type { Block } from '../../block.ts';
import { parseSteps } from './parse-steps.ts';
import { writeCode } from './write-code.ts';

/** Reads lines of plain blocks as a pattern does, in about half of its time. */
export type ForwardReader = {
  /**
   * Reads the line that begins at an index and gives where the next one begins; -1 where only the pattern can tell. The group `n` of the
   * pattern then lies from `places[2 * n]` to `places[2 * n + 1]`; it took no part where the first of them is -1.
   */
  readonly read: (block: Block, from: number) => number;
  readonly places: Int32Array;
};

type Read = (
  text: string,
  bytes: Uint8Array,
  from: number,
  places: Int32Array,
  tables: readonly Uint8Array[],
) => number;

/** Longer code is not worth it: V8 leaves large functions as they are. */
const maxLength = 32 * 1024;

/** After so many lines of a block that it could not read it leaves the rest to the pattern. */
const maxMisses = 8;

/**
 * Creates the reader of a pattern; undefined where the pattern has more to it, or where Node may not make code. Text that goes on up to one
 * character (a quoted one) is not looked at: the character is searched for, as fast as memory is read. Where backslashes or control characters
 * would matter, that needs blocks without them; others are left to the pattern.
 */
export function createForwardReader(regex: RegExp): ForwardReader | undefined {
  const steps = parseSteps(regex);
  if (steps === undefined) return undefined;
  const { body, absent, tables } = writeCode(steps);
  const made = body.length > maxLength ? undefined : make(body);
  if (made === undefined) return undefined;
  const groups = new RegExp(`${regex.source}|`).exec('')?.length ?? 1;
  const places = new Int32Array(2 * groups);
  let known: Block | undefined;
  let misses = 0;
  return {
    places,
    read: (block, from) => {
      if (known !== block) {
        known = block;
        misses = absent.some((code) => block.bytes.includes(code)) ? maxMisses : 0;
      }
      if (misses >= maxMisses) return -1;
      const end = made(block.text(), block.bytes, from, places, tables);
      if (end < 0) misses += 1;
      return end;
    },
  };
}

function make(body: string): Read | undefined {
  try {
    return new Function('text', 'bytes', 'from', 'places', 'tables', body) as Read;
  } catch {
    // `node --disallow-code-generation-from-strings`
    return undefined;
  }
}
