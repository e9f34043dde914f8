import type { Block } from '../block.ts';

/**
 * Creates what tells whether the name of a pair stands in a line of a block, with the `=` behind it, for lines that come in their order. Where
 * no line has pairs, a block is looked through once.
 */
export function createMarkFinder(name: string): (block: Block, from: number, to: number) => boolean {
  const bytes = Buffer.from(name, 'latin1');
  let known: Block | undefined;
  let since = 0;
  /** Where the first `=` stands behind the lines before; -1 where there is none. */
  let sign = -1;
  const isNamed = ({ bytes: all }: Block, from: number, at: number): boolean => {
    if (at - from < bytes.length) return false;
    for (let back = 1; back <= bytes.length; back++) if (all[at - back] !== bytes[bytes.length - back]) return false;
    return true;
  };
  return (block, from, to) => {
    if (block !== known || from < since || (sign >= 0 && sign < from)) {
      known = block;
      sign = block.text().indexOf('=', from);
    }
    since = from;
    for (let at = sign; at >= 0 && at < to; at = block.text().indexOf('=', at + 1)) {
      if (isNamed(block, from, at)) return true;
    }
    return false;
  };
}
