import type { Picture } from '../../plot/picture.ts';
import { drawArrivals } from './arrivals.ts';
import { drawHeat } from './heat.ts';
import { drawLadder } from './ladder.ts';
import { drawLine } from './line.ts';
import type { Drawing } from './shapes.ts';

/** Draws a picture as the shapes of an SVG; colours come from the document's style, by class. It never throws. */
export function drawSvg(picture: Picture): Drawing {
  switch (picture.kind) {
    case 'arrivals':
      return drawArrivals(picture);
    case 'ladder':
      return drawLadder(picture);
    case 'heat':
      return drawHeat(picture);
    case 'line':
      return drawLine(picture);
  }
}
