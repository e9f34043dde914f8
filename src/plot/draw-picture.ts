import { drawArrivals } from './arrivals.ts';
import { createCanvas, type DrawnRow } from './drawing.ts';
import type { Charset } from './glyphs.ts';
import { drawHeat } from './heat.ts';
import { drawLadder } from './ladder.ts';
import { drawLine } from './line.ts';
import type { Picture } from './picture.ts';

/** How wide a drawing may be, about how high (24 rows unless told), and what signs it may use. It is never narrower than 24 columns. */
export type DrawOptions = { readonly columns: number; readonly rows?: number; readonly glyphs: Charset };

/**
 * Draws a picture as rows of plain text, the title first. No row is wider than `columns`, none needs colour, and labels
 * from outside are harmless. It never throws and loses nothing: what has no room is counted together.
 */
export function drawPicture(picture: Picture, options: DrawOptions): readonly string[] {
  return drawRows(picture, options).map(({ text }) => text);
}

/** The same with the role of each row, for who has colours. */
export function drawRows(picture: Picture, options: DrawOptions): readonly DrawnRow[] {
  const canvas = createCanvas(options);
  switch (picture.kind) {
    case 'arrivals':
      return drawArrivals(picture, canvas);
    case 'ladder':
      return drawLadder(picture, canvas);
    case 'heat':
      return drawHeat(picture, canvas);
    case 'line':
      return drawLine(picture, canvas);
  }
}
