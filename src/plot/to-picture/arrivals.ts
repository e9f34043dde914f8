import type { Drawable } from './drawable.ts';
import { columnMissing, type Row, readInstant, readLabel } from './row.ts';

/** Rows as arrivals. Rows without a time are counted in the title. */
export function toArrivals(title: string, rows: readonly Row[]): Drawable {
  const marks = rows.flatMap((row) => {
    const at = readInstant(row.at);
    return at === undefined ? [] : [{ at, lane: readLabel(row.lane, 'arrivals') }];
  });
  if (marks.length === 0) return { whyNot: columnMissing('at', { rows, wants: 'a time' }) };
  const left = rows.length - marks.length;
  const note = left === 0 ? '' : ` (${left} without a time left out)`;
  return { picture: { kind: 'arrivals', title: `${title}${note}`, marks } };
}
