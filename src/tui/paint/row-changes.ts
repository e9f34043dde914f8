import type { Cell, CellRow } from './cells.ts';

/** Equal cells between two changes that are written again: moving over them costs as many bytes. */
const shortGap = 8;

/** Blanks at the end of a row that are written; more of them are erased instead. */
const fewBlanks = 3;

/**
 * What has to be written so that a row which shows `before` shows `after`; it shows nothing yet where `before` is undefined. `row` counts
 * from 0. The style is plain again behind it, wherever the cursor then is. A row with characters that terminals measure differently is
 * written whole: only its first column is sure.
 */
export function rowChanges(row: number, before: CellRow | undefined, after: CellRow): string {
  const { cells } = after;
  if (before === undefined) return at(row, 0) + written(cells, 0, lastInk(cells));
  if (!before.isEven || !after.isEven || before.cells.length !== cells.length) {
    const isUnchanged = before.cells.length === cells.length && nextChange(before.cells, cells, 0) === cells.length;
    return isUnchanged ? '' : `${at(row, 0)}\u001b[2K${written(cells, 0, lastInk(cells))}`;
  }
  let changes = '';
  let from = nextChange(before.cells, cells, 0);
  while (from < cells.length) {
    let to = from + 1;
    let next = nextChange(before.cells, cells, to);
    while (next < cells.length && next - to <= shortGap) {
      to = next + 1;
      next = nextChange(before.cells, cells, to);
    }
    const end = Math.max(from, lastInk(cells));
    const isErased = to === cells.length && to - end > fewBlanks;
    changes += at(row, from) + (isErased ? `${written(cells, from, end)}\u001b[K` : written(cells, from, to));
    from = next;
  }
  return changes;
}

/** Moves the cursor; both count from 0. */
function at(row: number, column: number): string {
  return `\u001b[${row + 1};${column + 1}H`;
}

function written(cells: readonly Cell[], from: number, to: number): string {
  let text = '';
  let style = '';
  for (let index = from; index < to; index++) {
    const cell = cells[index];
    if (cell === undefined) break;
    if (cell.style !== style) text += cell.style === '' ? '\u001b[m' : `\u001b[0;${cell.style}m`;
    style = cell.style;
    text += cell.text;
  }
  return style === '' ? text : `${text}\u001b[m`;
}

/** Where the plain blanks at the end of a row begin. */
function lastInk(cells: readonly Cell[]): number {
  let end = cells.length;
  while (end > 0 && cells[end - 1]?.text === ' ' && cells[end - 1]?.style === '') end--;
  return end;
}

function nextChange(before: readonly Cell[], after: readonly Cell[], from: number): number {
  let index = from;
  while (index < after.length && isSame(before[index], after[index])) index++;
  return index;
}

function isSame(one: Cell | undefined, other: Cell | undefined): boolean {
  return one?.text === other?.text && one?.style === other?.style;
}
