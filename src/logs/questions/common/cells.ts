import { numberOf } from '../../value-text.ts';

/** How many bad and how many good events. */
export type Pair = { bad: number; good: number };

/**
 * Numbers by cells that are 1/64 of a power of two wide (the upper bits of an IEEE 754 double), each with the smallest
 * number in it, so that where to cut is a number that was seen.
 */
export type Cells = Map<number, Cell>;
type Cell = Pair & { low: number };

const maxCells = 2000;
const bits = new DataView(new ArrayBuffer(8));
// The sign, 11 bits of exponent and 6 of the fraction.
const shift = 14;

/** The cells of counted texts, or undefined when one of them is no number. */
export function toCells(values: ReadonlyMap<string, Pair>): Cells | undefined {
  const cells: Cells = new Map();
  for (const [text, pair] of values) if (!addToCells(cells, text, pair)) return undefined;
  return cells;
}

/** Counts a text; false when it is no number, or the numbers take too many cells. */
export function addToCells(cells: Cells, text: string, pair: Pair): boolean {
  const number = numberOf(text);
  return Number.isFinite(number) && addCell(cells, { ...pair, low: number });
}

/** Puts the counts of `from` to `into`; false when there are too many cells. */
export function mergeCells(into: Cells, from: Cells): boolean {
  for (const cell of from.values()) if (!addCell(into, { ...cell })) return false;
  return true;
}

function addCell(cells: Cells, added: Cell): boolean {
  bits.setFloat64(0, added.low);
  const key = bits.getUint32(0) >>> shift;
  const cell = cells.get(key);
  if (cell === undefined) cells.set(key, added);
  else {
    cell.bad += added.bad;
    cell.good += added.good;
    cell.low = Math.min(cell.low, added.low);
  }
  return cells.size <= maxCells;
}

/** A number that was seen, and the events whose number is not below it. */
export type Cut = Pair & { readonly from: number };

const minNumbers = 5;

/**
 * Every place to cut the numbers of a field in two, from the counted texts or their cells; none when one is no number
 * or there are too few to speak of large and small ones.
 */
export function cutsOf(counted: ReadonlyMap<string, Pair> | Cells): readonly Cut[] {
  const numbers = [...counted].map(([key, { bad, good, ...cell }]) => ({
    from: 'low' in cell ? (cell.low as number) : numberOf(key),
    bad,
    good,
  }));
  if (numbers.length < minNumbers || numbers.some(({ from }) => !Number.isFinite(from))) return [];
  numbers.sort((a, b) => b.from - a.from);
  let above: Pair = { bad: 0, good: 0 };
  const cuts = numbers.map(({ from, bad, good }) => {
    above = { bad: above.bad + bad, good: above.good + good };
    return { ...above, from };
  });
  // Two texts of one number are cut together, and the lowest one has nothing below it.
  return cuts.filter(({ from }, index) => index + 1 < cuts.length && from !== cuts[index + 1]?.from);
}
