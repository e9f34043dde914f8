import type { Charset } from '../glyphs.ts';
import { type Extent, spread } from './values.ts';

/** The values between which a plot lies, `low` smaller than `high`. */
export type Range = { readonly low: number; readonly high: number };

/**
 * Draws values as rows of `columns` signs, the highest row first; a sign without a value is empty. Where the charset has braille a
 * sign holds two columns of four dots (Unicode 3.0, U+2800), else one.
 */
export function rasterize(
  values: readonly (number | null)[],
  of: { readonly columns: number; readonly rows: number; readonly range: Range; readonly charset: Charset },
): readonly (readonly string[])[] {
  const { columns, rows, range, charset } = of;
  const [wide, high] = charset === 'unicode' ? [2, 4] : [1, 1];
  const levels = rows * high;
  const dots: number[][] = Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
  const spans = spread(values, columns * wide).map((extent) => toLevels(extent, range, levels));
  for (const [x, span] of joinNeighbours(spans).entries()) {
    if (span === null) continue;
    for (let level = span.low; level <= span.high; level += 1) {
      const y = levels - 1 - level;
      const row = dots[Math.floor(y / high)];
      const column = Math.floor(x / wide);
      if (row !== undefined) row[column] = (row[column] ?? 0) | bitOf(x % wide, y % high);
    }
  }
  return dots.map((row) =>
    row.map((bits) => (bits === 0 ? '' : charset === 'unicode' ? String.fromCodePoint(0x2800 + bits) : '*')),
  );
}

/** The level at which a value lies, of `levels` from the lowest up. */
export function levelOf(value: number, { low, high }: Range, levels: number): number {
  return Math.max(0, Math.min(levels - 1, Math.round(((value - low) / (high - low)) * (levels - 1))));
}

function toLevels(extent: Extent, range: Range, levels: number): Extent {
  return extent === null
    ? null
    : { low: levelOf(extent.low, range, levels), high: levelOf(extent.high, range, levels) };
}

/** A jump is drawn where it happens, so that the line does not fall apart. */
function joinNeighbours(spans: readonly Extent[]): readonly Extent[] {
  return spans.map((span, x) => {
    const before = spans[x - 1] ?? null;
    if (span === null || before === null) return span;
    return {
      low: before.high < span.low ? before.high + 1 : span.low,
      high: before.low > span.high ? before.low - 1 : span.high,
    };
  });
}

/** The bit of a braille dot: the first three rows count down the left column, then the right one; the fourth row came later. */
function bitOf(x: number, y: number): number {
  return y === 3 ? 0x40 << x : 1 << (y + 3 * x);
}
