import { cut, fit, harmless, widthOf } from './cells.ts';
import { type Charset, type Glyphs, glyphsOf } from './glyphs.ts';

/** A row of a drawing and what it is; `change` is the row where something becomes more or less. Its text tells all: the role is for colour. */
export type DrawnRow = {
  readonly text: string;
  readonly role: 'title' | 'row' | 'change' | 'axis' | 'legend';
};

/** Where a picture is drawn: no row is wider than `columns`, and there are about `rows` of them at the most. */
export type Canvas = {
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
  readonly charset: Charset;
};

/** The narrowest drawing that still tells something. */
const minColumns = 24;

/** Makes a canvas of what a caller knows. */
export function createCanvas(options: {
  readonly columns: number;
  readonly rows?: number | undefined;
  readonly glyphs: Charset;
}): Canvas {
  const columns = Number.isFinite(options.columns) ? Math.floor(options.columns) : 80;
  return {
    columns: Math.max(minColumns, Math.min(columns, 400)),
    rows: Math.max(6, Math.min(Math.floor(options.rows ?? 24), 100)),
    glyphs: glyphsOf(options.glyphs),
    charset: options.glyphs,
  };
}

/** A text from outside as the canvas can show it, cut to `columns`. */
export function cutLabel(canvas: Canvas, text: string, columns: number): string {
  if (canvas.charset === 'unicode') return cut(text, columns);
  const plain = harmless(text.slice(0, 2_000)).replace(/[^\x20-\x7e]/gu, '?');
  return plain.length <= columns ? plain : `${plain.slice(0, Math.max(0, columns - 1))}${columns > 0 ? '~' : ''}`;
}

/** The same, padded to exactly `columns`. */
export function fitLabel(canvas: Canvas, text: string, columns: number): string {
  return fit(cutLabel(canvas, text, columns), columns);
}

/** The columns that labels get: as many as the longest takes, at most a third of the canvas. */
export function labelColumns(canvas: Canvas, labels: readonly string[]): number {
  const most = Math.max(8, Math.floor(canvas.columns * 0.3));
  return labels.reduce((width, label) => Math.min(most, Math.max(width, widthOf(cutLabel(canvas, label, most)))), 1);
}

/** A row of the drawing, never wider than the canvas. */
export function drawRow(canvas: Canvas, role: DrawnRow['role'], text: string): DrawnRow {
  return { role, text: cutLabel(canvas, text.trimEnd(), canvas.columns) };
}

/** The title as the first row. */
export function titleRow(canvas: Canvas, title: string): DrawnRow {
  return drawRow(canvas, 'title', title.trim() === '' ? 'Untitled' : title);
}
