import { drawAxis } from './axis.ts';
import { type Canvas, type DrawnRow, drawRow, fitLabel, labelColumns, titleRow } from './drawing.ts';
import { drawIncident, edgesOf } from './line/incident.ts';
import { levelOf, type Range, rasterize } from './line/raster.ts';
import { extentOf, spread } from './line/values.ts';
import { renderNumber } from './number-text.ts';
import type { Line } from './picture.ts';
import { isInstant, type TimeScale } from './time-scale.ts';
import { renderGap, renderSpan } from './time-text.ts';

type Series = Line['series'][number];

/** As many rows as a glance takes in. */
const maxHeight = 8;

/**
 * Draws values over time: the first series large, with the limits across and the incident marked under it, every other as a strip on
 * the same scale. A limit far beyond the values is told in words, because it would press them flat.
 */
export function drawLine(picture: Line, canvas: Canvas): readonly DrawnRow[] {
  const title = titleRow(canvas, picture.title);
  const [main, ...others] = picture.series;
  const extent = extentOf(picture.series.flatMap(({ values }) => values));
  if (main === undefined || extent === null) return [title, drawRow(canvas, 'row', 'There are no values.')];
  const { inside, outside } = sortLimits(picture.limits, extent);
  const range = rangeOf([extent.low, extent.high, ...inside.map(({ value }) => value)]);
  const strips = others.slice(0, Math.max(0, canvas.rows - 12));
  const height = Math.max(3, Math.min(maxHeight, canvas.rows - 8 - strips.length));
  const marks = gutterMarks({ height, range, limits: inside });
  const names = strips.map(({ label }) => nameOf(label));
  const indent = Math.max(labelColumns(canvas, [...marks.values(), ...names]), 1) + 1;
  const columns = Math.max(1, canvas.columns - indent - (strips.length === 0 ? 0 : 9));
  const scale = scaleOf(picture, main, columns);
  const remarks = remarksOf({ picture, rest: others.length - strips.length, outside });
  return [
    title,
    ...(others.length === 0 && main.label === ''
      ? []
      : [drawRow(canvas, 'legend', `${canvas.glyphs.mark} ${nameOf(main.label)}`)]),
    ...drawMain({
      values: main.values,
      canvas,
      columns,
      height,
      range,
      marks,
      indent,
      limits: inside,
      edges: edgesOf(picture, scale),
    }),
    ...strips.map((one) => drawStrip(one, { canvas, columns, range, indent })),
    ...(scale === undefined
      ? []
      : [...drawIncident(picture, { canvas, scale, indent }), ...drawAxis(canvas, scale, indent)]),
    ...(scale === undefined ? [] : renderSpan(scale.fromMs, scale.toMs, canvas.columns)).map((text) =>
      drawRow(canvas, 'legend', text),
    ),
    ...(remarks.join('; ').length <= canvas.columns ? [remarks.join('; ')] : remarks).map((text) =>
      drawRow(canvas, 'legend', text),
    ),
  ];
}

function nameOf(label: string): string {
  return label === '' ? 'value' : label;
}

/** What lies farther away than three times the height of the values is left out of the plot. */
function sortLimits(
  limits: Line['limits'],
  { low, high }: Range,
): { readonly inside: Line['limits']; readonly outside: Line['limits'] } {
  const room = 3 * Math.max(high - low, Math.abs(high), Math.abs(low), Number.MIN_VALUE);
  const isInside = ({ value }: Line['limits'][number]) => value >= low - room && value <= high + room;
  return { inside: limits.filter(isInside), outside: limits.filter((limit) => !isInside(limit)) };
}

/** From zero where that does not press the values flat; never empty. */
function rangeOf(values: readonly number[]): Range {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const bottom = low > 0 && low < high / 2 ? 0 : low;
  if (bottom < high) return { low: bottom, high };
  return high === 0 ? { low: 0, high: 1 } : { low: Math.min(0, high), high: Math.max(0, high) };
}

/** What stands left of each row: the top, the bottom, and the limits. */
function gutterMarks(of: {
  readonly height: number;
  readonly range: Range;
  readonly limits: Line['limits'];
}): ReadonlyMap<number, string> {
  const { height, range, limits } = of;
  return new Map([
    [0, renderNumber(range.high)],
    [height - 1, renderNumber(range.low)],
    ...limits.map(({ label, value }): [number, string] => [
      rowOf(value, range, height),
      `${label} ${renderNumber(value)}`,
    ]),
  ]);
}

function rowOf(value: number, range: Range, height: number): number {
  return height - 1 - Math.floor(levelOf(value, range, height * 4) / 4);
}

function drawMain(of: {
  readonly values: Series['values'];
  readonly canvas: Canvas;
  readonly columns: number;
  readonly height: number;
  readonly range: Range;
  readonly marks: ReadonlyMap<number, string>;
  readonly indent: number;
  readonly limits: Line['limits'];
  readonly edges: readonly number[];
}): readonly DrawnRow[] {
  const { values, canvas, columns, height, range, marks, indent, limits, edges } = of;
  const { glyphs, charset } = canvas;
  const limitRows = new Set(limits.map(({ value }) => rowOf(value, range, height)));
  return rasterize(values, { columns, rows: height, range, charset }).map((cells, row) => {
    const blank = (column: number) => (edges.includes(column) ? glyphs.edge : limitRows.has(row) ? glyphs.limit : ' ');
    const name = fitLabel(canvas, marks.get(row) ?? '', indent - 1);
    const isBad =
      cells.some((cell) => cell !== '') &&
      limits.some(({ value, bad }) => {
        const limit = rowOf(value, range, height);
        return bad === 'above' ? row < limit : row > limit;
      });
    return drawRow(
      canvas,
      isBad ? 'change' : 'row',
      `${name}${glyphs.side}${cells.map((cell, column) => cell || blank(column)).join('')}`,
    );
  });
}

function drawStrip(
  { label, values }: Series,
  of: { readonly canvas: Canvas; readonly columns: number; readonly range: Range; readonly indent: number },
): DrawnRow {
  const { canvas, columns, range, indent } = of;
  const { heights } = canvas.glyphs;
  const strip = spread(values, columns).map((extent) =>
    extent === null ? ' ' : heights[levelOf(extent.high, range, heights.length)],
  );
  const last = values.filter((value) => value !== null && Number.isFinite(value)).at(-1);
  const told = last === undefined || last === null ? 'none' : renderNumber(last);
  return drawRow(canvas, 'row', `${fitLabel(canvas, nameOf(label), indent - 1)} ${strip.join('')} ${told}`);
}

function scaleOf({ fromMs, everyMs }: Line, main: Series, columns: number): TimeScale | undefined {
  const toMs = fromMs + Math.max(0, main.values.length - 1) * everyMs;
  if (!isInstant(fromMs) || !isInstant(toMs) || toMs < fromMs) return undefined;
  return { fromMs, toMs, cells: columns, cellColumns: 1 };
}

function remarksOf(of: {
  readonly picture: Line;
  readonly rest: number;
  readonly outside: Line['limits'];
}): readonly string[] {
  const { picture, rest, outside } = of;
  const { everyMs } = picture;
  const every = everyMs < 60_000 && everyMs % 1000 === 0 ? `${everyMs / 1000} s` : renderGap(everyMs);
  return [
    `a value every ${every}`,
    ...(rest === 0 ? [] : [`${rest} more series not drawn`]),
    ...outside.map(({ label, value }) => `${label} ${renderNumber(value)} lies beyond the plot`),
  ];
}
