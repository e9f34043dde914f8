/** A mark of a lane; `n` is there where it stands for several at nearly the same time. */
export type CountedMark = { readonly at: number; readonly n?: number };

/**
 * Instants, earliest first, with how many there were at each (one where it is left out), as at most `most` marks. Where there are more,
 * those near each other are one mark at the first of them; the last one stands for itself, so that the lane ends where it does.
 */
export function countMarks(
  of: { readonly at: ArrayLike<number>; readonly counts?: ArrayLike<number> },
  most: number,
): readonly CountedMark[] {
  const { at, counts } = of;
  const end = at.length - 1;
  const first = at[0] ?? Number.NaN;
  const cellMs = at.length <= most ? 0 : ((at[end] ?? first) - first) / (most - 2);
  const marks: { at: number; n: number }[] = [];
  let open = -1;
  for (let index = 0; index <= end; index += 1) {
    const ms = at[index] ?? Number.NaN;
    const n = counts?.[index] ?? 1;
    const cell = at.length <= most || index === end ? index : cellMs === 0 ? 0 : Math.floor((ms - first) / cellMs);
    const mark = marks.at(-1);
    if (cell === open && index < end && mark !== undefined) mark.n += n;
    else marks.push({ at: ms, n });
    open = cell;
  }
  return marks.map((mark) => (mark.n === 1 ? { at: mark.at } : mark));
}
