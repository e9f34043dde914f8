import { drawAxis } from './axis.ts';
import { type Canvas, cutLabel, type DrawnRow, drawRow, fitLabel, labelColumns, titleRow } from './drawing.ts';
import type { Arrivals } from './picture.ts';
import { cellOf, isInstant, type TimeScale } from './time-scale.ts';
import { renderGap, renderSpan } from './time-text.ts';
import { toCount } from './to-count.ts';

/** A lane with its instants, earliest first, how many arrived at each, and in all. */
export type Lane = {
  readonly label: string;
  readonly at: readonly number[];
  readonly counts: readonly number[];
  readonly n: number;
};

/** Up to this many marks of a lane, the gaps between them are written out. */
const fewMarks = 8;

/** The lanes of a picture in the order in which they first occur; marks at no instant are left out. */
export function lanesOf({ marks }: Arrivals): readonly Lane[] {
  const lanes = new Map<string, Mark[]>();
  for (const mark of marks) {
    if (!isInstant(mark.at)) continue;
    const known = lanes.get(mark.lane);
    if (known === undefined) lanes.set(mark.lane, [mark]);
    else known.push(mark);
  }
  return [...lanes].map(([label, found]) => toLane(label, found));
}

type Mark = Omit<Arrivals['marks'][number], 'lane'>;

function toLane(label: string, marks: readonly Mark[]): Lane {
  const sorted = [...marks].sort((a, b) => a.at - b.at);
  const counts = sorted.map(({ n = 1 }) => toCount(n));
  return { label, at: sorted.map(({ at }) => at), counts, n: counts.reduce((sum, n) => sum + n, 0) };
}

/** The gaps between the instants of a lane, where they are few enough to be read one by one. */
export function gapsOf({ at, n }: Lane): readonly string[] {
  if (n > fewMarks) return [];
  return at.slice(1).map((ms, index) => renderGap(ms - (at[index] ?? ms)));
}

/** Draws events on a time line, a lane for each label: a mark where one arrived, a number where several did. */
export function drawArrivals(picture: Arrivals, canvas: Canvas): readonly DrawnRow[] {
  const lanes = fold(lanesOf(picture), Math.max(1, canvas.rows - 4));
  const title = titleRow(canvas, picture.title);
  if (lanes.length === 0) return [title, drawRow(canvas, 'row', 'Nothing arrived.')];
  const fromMs = lanes.reduce((least, { at }) => Math.min(least, at[0] ?? least), Number.POSITIVE_INFINITY);
  const toMs = lanes.reduce((most, { at }) => Math.max(most, at.at(-1) ?? most), Number.NEGATIVE_INFINITY);
  const counts = lanes.map(({ n }) => `${canvas.glyphs.times}${n}`);
  const countWidth = Math.max(...counts.map((count) => count.length));
  const labelWidth = labelColumns(
    canvas,
    lanes.map(({ label }) => label),
  );
  const indent = labelWidth + countWidth + 2;
  const scale = fitScale({ lanes, fromMs, toMs, columns: canvas.columns - indent });
  const rows = lanes.flatMap((lane, index) => {
    const name = `${fitLabel(canvas, lane.label, labelWidth)} ${(counts[index] ?? '').padStart(countWidth)} `;
    const drawn = drawLane(lane, scale, canvas);
    const gaps = gapsOf(lane);
    const isToldBelow = gaps.length > 0 && !drawn.isTold && lanes.length * 2 + 4 <= canvas.rows;
    return [
      drawRow(canvas, 'row', name + drawn.text),
      ...(isToldBelow ? [drawRow(canvas, 'legend', `${' '.repeat(indent)}gaps ${gaps.join(', ')}`)] : []),
    ];
  });
  return [
    title,
    ...rows,
    ...drawAxis(canvas, scale, indent),
    ...renderSpan(fromMs, toMs, canvas.columns).map((text) => drawRow(canvas, 'legend', text)),
  ];
}

/** More lanes than fit are drawn together as the last one, so that no mark is lost. */
function fold(lanes: readonly Lane[], most: number): readonly Lane[] {
  if (lanes.length <= most) return lanes;
  const rest = lanes.slice(most - 1);
  const marks = rest.flatMap((lane) => lane.at.map((at, index) => ({ at, n: lane.counts[index] ?? 1 })));
  return [...lanes.slice(0, most - 1), toLane(`${rest.length} more lanes`, marks)];
}

/** Cells as narrow as the numbers in them allow. */
function fitScale(of: {
  readonly lanes: readonly Lane[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly columns: number;
}): TimeScale {
  const { lanes, fromMs, toMs } = of;
  const columns = Math.max(1, of.columns);
  for (let cellColumns = 1; ; cellColumns += 1) {
    const scale = { fromMs, toMs, cells: Math.max(1, Math.floor(columns / cellColumns)), cellColumns };
    const most = Math.max(...lanes.map((lane) => Math.max(...countCells(lane, scale))));
    // A number needs a space after it, or two numbers would read as one.
    if (most === 1 || String(most).length < cellColumns || cellColumns >= columns) return scale;
  }
}

function countCells({ at, counts: each }: Lane, scale: TimeScale): readonly number[] {
  const counts = Array.from({ length: scale.cells }, () => 0);
  for (const [index, ms] of at.entries()) {
    const cell = cellOf(scale, ms);
    counts[cell] = (counts[cell] ?? 0) + (each[index] ?? 1);
  }
  return counts;
}

/** A lane as text; `isTold` when the gaps stand between its marks. */
function drawLane(lane: Lane, scale: TimeScale, canvas: Canvas): { readonly text: string; readonly isTold: boolean } {
  const { glyphs } = canvas;
  const counts = countCells(lane, scale);
  const isSparse = lane.n <= fewMarks && counts.every((count) => count <= 1);
  const columns = counts.flatMap((count, cell) => (count === 0 ? [] : [cell * scale.cellColumns]));
  const joins = isSparse
    ? gapsOf(lane).map((gap, index) => joinOf(gap, (columns[index + 1] ?? 0) - (columns[index] ?? 0) - 1, glyphs.rule))
    : [];
  if (joins.length > 0 && joins.every((join) => join !== undefined)) {
    const text = joins.reduce<string>((drawn, join) => `${drawn}${join}${glyphs.mark}`, glyphs.mark);
    return { text: ' '.repeat(columns[0] ?? 0) + text, isTold: true };
  }
  const cells = counts.map((count) => (count === 0 ? '' : count === 1 ? glyphs.mark : String(count)));
  return {
    text: cells
      .map((cell) => cutLabel(canvas, cell, Math.max(scale.cellColumns, cell.length)).padEnd(scale.cellColumns))
      .join(''),
    isTold: false,
  };
}

/** A gap as a line with its length on it; undefined where it is too short for that. */
function joinOf(gap: string, columns: number, rule: string): string | undefined {
  const room = columns - gap.length - 2;
  if (room < 2) return undefined;
  const left = Math.floor(room / 2);
  return `${rule.repeat(left)} ${gap} ${rule.repeat(room - left)}`;
}
