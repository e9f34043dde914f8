import { extentOf } from '../../plot/line/values.ts';
import { renderNumber } from '../../plot/number-text.ts';
import type { Line } from '../../plot/picture.ts';
import { axisHeight, drawAxis } from './axis.ts';
import { circle, type Drawing, path, rect, stroke, svgWidth, text } from './shapes.ts';

type Values = readonly (number | null)[];
type Range = { readonly low: number; readonly high: number };
type Frame = { readonly top: number; readonly height: number; readonly range: Range };

const mainHeight = 150;
const stripHeight = 52;
const maxStrips = 11;

/** Draws values over time: the first series large with the limits across and the incident shaded, every other small on the same scale. */
export function drawLine(picture: Line): Drawing {
  const [main, ...others] = picture.series;
  const extent = extentOf(picture.series.flatMap(({ values }) => values));
  if (main === undefined || extent === null)
    return { shapes: text('There are no values.', { x: 0, y: 13 }), width: svgWidth, height: 36 };
  const room = 3 * Math.max(extent.high - extent.low, Math.abs(extent.high), Math.abs(extent.low), Number.MIN_VALUE);
  const near = picture.limits.filter(({ value }) => value >= extent.low - room && value <= extent.high + room);
  const range = rangeOf([extent.low, extent.high, ...near.map(({ value }) => value)]);
  const frame = { top: 22, height: mainHeight, range };
  const bottom = frame.top + mainHeight + 6;
  const spans = picture.series.reduce((most, { values }) => Math.max(most, values.length - 1), 0);
  const toMs = picture.fromMs + Math.max(1, spans) * picture.everyMs;
  const strips = others.slice(0, maxStrips);
  const below = bottom + axisHeight + 6;
  return {
    shapes: [
      text(main.label === '' ? 'value' : main.label, { x: 0, y: 13, room: svgWidth * 0.6 }),
      text(`${renderNumber(range.low)} to ${renderNumber(range.high)}`, {
        x: svgWidth,
        y: 13,
        anchor: 'end',
        className: 'note',
      }),
      drawIncident(picture, { toMs, frame }),
      ...near.map(({ label, value }) => drawLimit(`${label} ${renderNumber(value)}`, levelOf(value, frame))),
      ...drawValues(main.values, frame),
      drawAxis(bottom, { fromMs: picture.fromMs, toMs }),
      ...strips.flatMap(({ label, values }, index) => {
        const top = below + index * stripHeight;
        return [
          text(label === '' ? 'value' : label, { x: 0, y: top + 13 }),
          ...drawValues(values, { top: top + 18, height: stripHeight - 24, range }),
        ];
      }),
      ...(others.length > strips.length
        ? [
            text(`${others.length - strips.length} more series`, {
              x: svgWidth,
              y: bottom + 29,
              anchor: 'end',
              className: 'note',
            }),
          ]
        : []),
    ].join('\n'),
    width: svgWidth,
    height: below + strips.length * stripHeight,
  };
}

/** From zero where that does not press the values flat; never empty. */
function rangeOf(values: readonly number[]): Range {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const bottom = low > 0 && low < high / 2 ? 0 : low;
  return bottom < high ? { low: bottom, high } : { low: Math.min(0, high), high: Math.max(high, high === 0 ? 1 : 0) };
}

function levelOf(value: number, { top, height, range }: Frame): number {
  return top + height - ((value - range.low) / (range.high - range.low)) * height;
}

/** A gap in the values is a gap in the line; a value with none beside it is a mark. */
function drawValues(values: Values, frame: Frame): readonly string[] {
  const runs: [number, number][][] = [[]];
  for (const [index, value] of values.entries()) {
    const x = values.length < 2 ? 0 : (index / (values.length - 1)) * svgWidth;
    if (value === null || !Number.isFinite(value)) runs.push([]);
    else runs.at(-1)?.push([x, levelOf(value, frame)]);
  }
  return runs.flatMap((run) => {
    const [first] = run;
    if (first === undefined) return [];
    return [run.length === 1 ? circle(first[0], first[1], 'mark') : path(run, 'value')];
  });
}

function drawLimit(label: string, y: number): string {
  return `${stroke([0, y], [svgWidth, y], 'limit')}\n${text(label, { x: svgWidth, y: y - 4, anchor: 'end', className: 'change' })}`;
}

function drawIncident(
  { window, fromMs }: Line,
  { toMs, frame }: { readonly toMs: number; readonly frame: Frame },
): string {
  if (window === null || window.toMs < fromMs || window.fromMs > toMs) return '';
  const placeOf = (ms: number) => Math.max(0, Math.min(1, (ms - fromMs) / (toMs - fromMs))) * svgWidth;
  const [from, to] = [placeOf(window.fromMs), placeOf(window.toMs)];
  const area = rect({
    x: from,
    y: frame.top,
    width: Math.max(1, to - from),
    height: frame.height,
    className: 'incident',
  });
  return `${area}\n${text('incident', { x: Math.min(from + 3, svgWidth - 50), y: frame.top + 12, className: 'note' })}`;
}
