import type { Block } from '../block.ts';

/**
 * Creates what tells whether a mark stands in a line of a block, for lines that come in their order. Where no line has it, a block is
 * looked through once.
 */
export function createMarkFinder(mark: string): (block: Block, from: number, to: number) => boolean {
  let known: Block | undefined;
  let since = 0;
  let place = -1;
  return (block, from, to) => {
    if (block !== known || from < since) {
      known = block;
      place = block.bytes.indexOf(mark, from, 'latin1');
    } else if (place >= 0 && place < from) place = block.bytes.indexOf(mark, from, 'latin1');
    since = from;
    return place >= 0 && place < to;
  };
}
