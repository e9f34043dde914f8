import { gapsOf, lanesOf } from './arrivals.ts';
import { harmless } from './cells.ts';
import { heatRowsOf } from './heat.ts';
import { firstChange, rungsOf } from './ladder.ts';
import { lineRows } from './line/rows.ts';
import type { Arrivals, Heat, Ladder, Picture } from './picture.ts';
import { isInstant } from './time-scale.ts';
import { renderDate, renderTime } from './time-text.ts';

/** No table has more rows; the last one tells how many were left out. */
const maxRows = 40;

/** Instants of a lane that are named one by one; of more, the first and the last. */
const maxInstants = 6;

/** A picture as sentences, one a row, the title first: for screen readers, and where nothing can be drawn. */
export function tableOf(picture: Picture): readonly string[] {
  const rows = rowsOf(picture);
  const shown =
    rows.length > maxRows ? [...rows.slice(0, maxRows - 1), `${rows.length - maxRows + 1} more rows.`] : rows;
  return [`${picture.title.trim() || 'Untitled'}.`, ...shown].map((row) => harmless(row.slice(0, 2_000)));
}

function rowsOf(picture: Picture): readonly string[] {
  switch (picture.kind) {
    case 'arrivals':
      return arrivalRows(picture);
    case 'ladder':
      return ladderRows(picture);
    case 'heat':
      return heatRows(picture);
    case 'line':
      return lineRows(picture);
  }
}

function arrivalRows(picture: Arrivals): readonly string[] {
  const lanes = lanesOf(picture);
  if (lanes.length === 0) return ['Nothing arrived.'];
  return lanes.map((lane) => {
    const { label, at, n } = lane;
    const [first = 0] = at;
    const last = at.at(-1) ?? first;
    const when =
      n <= maxInstants
        ? at.map(renderTime).join(', ')
        : `first ${renderTime(first)}, last ${renderDate(last) === renderDate(first) ? '' : `${renderDate(last)} `}${renderTime(last)}`;
    const gaps = gapsOf(lane);
    const told = gaps.length === 0 ? '' : `; gaps ${gaps.join(', ')}`;
    return `${label}: ${n} on ${renderDate(first)} UTC at ${when}${told}.`;
  });
}

function ladderRows(picture: Ladder): readonly string[] {
  const rungs = rungsOf(picture, { times: 'times ', minus: 'minus ' });
  const first = firstChange(rungs);
  if (rungs.length === 0) return ['There is no hop.'];
  const rows = rungs.map(({ title, ids, lines, change }, index) => {
    const mark = index === first ? ', the first change' : '';
    return `${title}: ${plural(ids, 'id')}, ${plural(lines, 'line')}${change === undefined ? '' : `; ${change}${mark}`}.`;
  });
  return first === -1 ? [...rows, 'The totals stay the same.'] : rows;
}

function heatRows(picture: Heat): readonly string[] {
  const rows = heatRowsOf(picture);
  if (rows.length === 0) return ['Nothing was counted.'];
  return rows.map(({ label, total, peak, peakMs, counts }) => {
    if (total === 0) return `${label}: none.`;
    const when = isInstant(peakMs) ? ` at ${renderDate(peakMs)} ${renderTime(peakMs)} UTC` : '';
    const spans = counts.filter((count) => count > 0).length;
    return `${label}: ${total} in ${spans} of ${plural(counts.length, 'span')}, most ${peak}${when}.`;
  });
}

function plural(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
