import { gapsOf, type Lane, lanesOf } from '../../plot/arrivals.ts';
import { heatRowsOf } from '../../plot/heat.ts';
import { rungsOf } from '../../plot/ladder.ts';
import { extentOf } from '../../plot/line/values.ts';
import { renderNumber } from '../../plot/number-text.ts';
import type { Arrivals, Heat, Ladder, Line, Picture } from '../../plot/picture.ts';
import { isInstant } from '../../plot/time-scale.ts';
import { renderDate, renderTime } from '../../plot/time-text.ts';

/** The numbers of a picture. */
export type Figures = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** No table has more rows, and no cell more instants; what is left out is counted. */
const maxRows = 40;
const maxInstants = 12;

/** The numbers of a picture as a table, in plain text. */
export function figuresOf(picture: Picture): Figures {
  const { head, rows } = read(picture);
  const more = rows.length - maxRows;
  return {
    head,
    rows: more <= 0 ? rows : [...rows.slice(0, maxRows), [`${more} more`, ...head.slice(1).map(() => '')]],
  };
}

function read(picture: Picture): Figures {
  switch (picture.kind) {
    case 'arrivals':
      return readArrivals(picture);
    case 'ladder':
      return readLadder(picture);
    case 'heat':
      return readHeat(picture);
    case 'line':
      return readLine(picture);
  }
}

function readArrivals(picture: Arrivals): Figures {
  const rows = lanesOf(picture).map((lane) => {
    const { label, n } = lane;
    return [label, String(n), whenOf(lane), gapsOf(lane).join(', ')];
  });
  return { head: ['lane', 'arrived', 'when (UTC)', 'gaps'], rows };
}

/** The first instants; of marks that stand for several, the first and the last. */
function whenOf({ at, n }: Lane): string {
  if (at.length < n) return `${stamp(at[0] ?? Number.NaN)} to ${stamp(at.at(-1) ?? Number.NaN)}`;
  const more = n - maxInstants;
  return [...at.slice(0, maxInstants).map(stamp), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function readLadder(picture: Ladder): Figures {
  const rungs = rungsOf(picture, { times: '×', minus: '−' });
  return {
    head: ['hop', 'ids', 'lines', 'change'],
    rows: rungs.map(({ title, ids, lines, change = '' }) => [title, String(ids), String(lines), change]),
  };
}

function readHeat(picture: Heat): Figures {
  return {
    head: ['value', 'total', 'most in a span', 'that begins (UTC)'],
    rows: heatRowsOf(picture).map(({ label, total, peak, peakMs }) => [
      label,
      String(total),
      String(peak),
      peak === 0 ? '' : stamp(peakMs),
    ]),
  };
}

function readLine({ series, fromMs, everyMs, limits }: Line): Figures {
  const rows = series.map(({ label, values }) => {
    const extent = extentOf(values);
    const last = values.filter((value) => value !== null && Number.isFinite(value)).at(-1);
    const name = label === '' ? 'value' : label;
    if (extent === null) return [name, 'none', 'none', 'none'];
    const at = (value: number) => `${renderNumber(value)} at ${stamp(fromMs + values.indexOf(value) * everyMs)}`;
    return [name, at(extent.low), at(extent.high), renderNumber(last ?? 0)];
  });
  const bounds = limits.map(({ label, value, bad }) => [
    `limit: ${label}`,
    '',
    '',
    `${renderNumber(value)}, bad ${bad}`,
  ]);
  return { head: ['series', 'lowest (UTC)', 'highest (UTC)', 'last'], rows: [...rows, ...bounds] };
}

function stamp(ms: number): string {
  return isInstant(ms) ? `${renderDate(ms)} ${renderTime(ms)}` : '';
}
