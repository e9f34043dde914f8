import type { Drawable } from './drawable.ts';
import { columnMissing, type Row, readCount, readLabel } from './row.ts';

/** Rows as a ladder, a hop for each. A hop whose ids nobody counted is no rung: its absence is not a zero. */
export function toLadder(title: string, rows: readonly Row[]): Drawable {
  const hops = rows.flatMap((row) => {
    const ids = readCount(row.ids);
    return ids === undefined ? [] : [{ title: readLabel(row.hop, 'hop'), ids, lines: readCount(row.lines) ?? ids }];
  });
  if (!rows.some((row) => 'hop' in row)) return { whyNot: columnMissing('hop', { rows, wants: 'a name' }) };
  if (hops.length === 0) return { whyNot: columnMissing('ids', { rows, wants: 'a count' }) };
  const left = rows.length - hops.length;
  const note = left === 0 ? '' : ` (${left} hop${left === 1 ? '' : 's'} without a count left out)`;
  return { picture: { kind: 'ladder', title: `${title}${note}`, hops } };
}
