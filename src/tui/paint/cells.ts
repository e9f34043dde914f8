import { graphemes, type Line } from '../line.ts';
import type { Theme } from '../theme.ts';
import { sgrOf } from './sgr.ts';

/** One character on the screen, one or two columns wide, and how it looks: the parameters of SGR. */
export type Cell = { readonly text: string; readonly style: string };

/** A row as cells. `isEven`: each takes one column, in every terminal. */
export type CellRow = { readonly cells: readonly Cell[]; readonly isEven: boolean };

/** Turns a row into cells, as the theme spells and styles it. */
export function cellsOf({ spans }: Line, theme: Theme): CellRow {
  const cells: Cell[] = [];
  let isEven = true;
  for (const { text, tone } of spans) {
    const style = sgrOf(theme.look(tone), theme.colours);
    const spelled = theme.spell(text);
    const isPlain = plain.test(spelled);
    isEven = isEven && isPlain;
    for (const one of isPlain ? spelled : graphemes(spelled)) cells.push({ text: one, style });
  }
  return { cells, isEven };
}

/** Printable ASCII, the letters of Latin-1, and the signs of our own screens: one character, one column. */
const plain = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u00ff\u2500-\u259f▪\u2800-\u28ff…↑↓←→⇧❯✓✗⊘↯]*$/;
