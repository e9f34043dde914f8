import { isPlain } from '../../plot/cells.ts';
import { graphemes, type Line } from '../line.ts';
import type { Theme, Tone } from '../theme.ts';
import { sgrOf } from './sgr.ts';

/** One character on the screen, one or two columns wide, and how it looks: the parameters of SGR. */
export type Cell = { readonly text: string; readonly style: string };

/** A row as cells. `isEven`: each takes one column, in every terminal. */
export type CellRow = { readonly cells: readonly Cell[]; readonly isEven: boolean };

/** Creates what turns a row into cells, as the theme spells and styles it. */
export function createCells(theme: Theme): (row: Line) => CellRow {
  const styles = new Map<Tone, string>();
  const styleOf = (tone: Tone) => {
    const style = styles.get(tone) ?? sgrOf(theme.look(tone), theme.colours);
    styles.set(tone, style);
    return style;
  };
  return ({ spans }) => {
    const cells: Cell[] = [];
    let isEven = true;
    for (const { text, tone } of spans) {
      const style = styleOf(tone);
      const spelled = theme.spell(text);
      isEven = isEven && isPlain(spelled);
      for (const one of graphemes(spelled)) cells.push({ text: one, style });
    }
    return { cells, isEven };
  };
}
