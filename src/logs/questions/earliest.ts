/** Something that happened: its instant in milliseconds (NaN where unknown) and its place in the log. */
export type Mark = { readonly at: number; readonly ref: number };

/** Order in time; ties go by place, and what has no instant comes last. */
export function compareMarks(a: Mark, b: Mark): number {
  if (a.at < b.at) return -1;
  if (a.at > b.at) return 1;
  if (a.at === b.at) return a.ref - b.ref;
  return Number(Number.isNaN(a.at)) - Number(Number.isNaN(b.at)) || a.ref - b.ref;
}

/** Puts a mark where it belongs in a sorted list of at most `limit`; the last one falls out when it is full. */
export function insertMark<M extends Mark>(
  marks: M[],
  mark: M,
  { limit, compare = compareMarks }: { readonly limit: number; readonly compare?: (a: Mark, b: Mark) => number },
): void {
  if (marks.length >= limit && compare(mark, marks[marks.length - 1] ?? mark) >= 0) return;
  let index = marks.length;
  while (index > 0 && compare(mark, marks[index - 1] ?? mark) < 0) index -= 1;
  marks.splice(index, 0, mark);
  if (marks.length > limit) marks.length = limit;
}
