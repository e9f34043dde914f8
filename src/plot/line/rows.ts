import { renderNumber } from '../number-text.ts';
import type { Line } from '../picture.ts';
import { isInstant } from '../time-scale.ts';
import { renderDate, renderTime } from '../time-text.ts';
import { extentOf } from './values.ts';

/** A plot of values as sentences: the limits, the incident, and what each series did. */
export function lineRows(picture: Line): readonly string[] {
  const { limits, window, series } = picture;
  const about = [
    ...(window === null || !isInstant(window.fromMs) || !isInstant(window.toMs)
      ? []
      : [
          `The incident is ${renderDate(window.fromMs)} ${renderTime(window.fromMs)} to ${renderTime(window.toMs)} UTC.`,
        ]),
    ...limits.map(({ label, value, bad }) => `The limit is ${label} ${renderNumber(value)}: ${bad} it is bad.`),
  ];
  return [...about, ...(series.length === 0 ? ['There is no series.'] : series.map((one) => tellSeries(one, picture)))];
}

function tellSeries({ label, values }: Line['series'][number], { fromMs, everyMs }: Line): string {
  const name = label === '' ? 'Value' : label;
  const extent = extentOf(values);
  if (extent === null) return `${name}: no values.`;
  const when = (value: number) => {
    const ms = fromMs + values.indexOf(value) * everyMs;
    return isInstant(ms) ? ` at ${renderTime(ms)} UTC` : '';
  };
  const known = values.filter((value) => value !== null && Number.isFinite(value));
  const gaps = values.length - known.length;
  return [
    `${name}: ${renderNumber(extent.low)} at least${when(extent.low)}`,
    `${renderNumber(extent.high)} at most${when(extent.high)}`,
    `last ${renderNumber(known.at(-1) ?? 0)}${gaps === 0 ? '' : `; ${gaps} of ${values.length} missing`}.`,
  ].join(', ');
}
