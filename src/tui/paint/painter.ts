import type { Size } from '../layout.ts';
import type { Line } from '../line.ts';
import type { Theme } from '../theme.ts';
import { type CellRow, createCells } from './cells.ts';
import { rowChanges } from './row-changes.ts';

/** A whole screen: `rows` from the top, each exactly as wide as it is meant to be drawn. */
export type Picture = { readonly size: Size; readonly rows: readonly Line[] };

/** Paints pictures on the alternate screen, of each only what the one before did not show. */
export type Painter = {
  /** Paints a picture, at once or at the end of the frame that is being shown. */
  readonly paint: (picture: Picture) => void;
  /** The terminal is somebody else's: pictures are kept, not painted. */
  readonly pause: () => void;
  /** Paints the newest picture whole, whatever the terminal shows. */
  readonly repaint: () => void;
  /** Nothing is painted any more. */
  readonly stop: () => void;
};

/**
 * The brackets of a frame. Synchronized (DEC mode 2026): a terminal that knows it shows the frame at once. Without autowrap (DECAWM), because
 * a terminal that has just become narrower would break the rows.
 */
const frame = { begin: '\u001b[?2026h\u001b[?7l', end: '\u001b[?7h\u001b[?2026l' } as const;

/**
 * Creates a painter; `write` takes what the terminal gets. A picture is shown at least `frameMs`: what changes faster than a terminal can
 * show costs writing alone.
 */
export function createPainter(options: {
  readonly write: (text: string) => void;
  readonly theme: Theme;
  readonly frameMs?: number;
}): Painter {
  const { write, theme, frameMs = 1000 / 60 } = options;
  const cellsOf = createCells(theme);
  let newest: Picture | undefined;
  let shown: { readonly size: Size; readonly rows: readonly CellRow[] } | undefined;
  let isPaused = false;
  let paintedAt = Number.NEGATIVE_INFINITY;
  let due: NodeJS.Timeout | undefined;

  const paintNow = () => {
    clearTimeout(due);
    due = undefined;
    if (newest === undefined || isPaused) return;
    const { size } = newest;
    const before = isSameSize(shown?.size, size) ? shown : undefined;
    const rows = newest.rows.map(cellsOf);
    const changes = rows.map((cells, row) => rowChanges(row, before?.rows[row], cells)).join('');
    shown = { size, rows };
    paintedAt = performance.now();
    if (before === undefined) write(`${frame.begin}\u001b[H\u001b[2J${changes}${frame.end}`);
    else if (changes !== '') write(`${frame.begin}${changes}${frame.end}`);
  };

  return {
    paint: (picture) => {
      newest = picture;
      const left = paintedAt + frameMs - performance.now();
      if (left <= 0) paintNow();
      else due ??= setTimeout(paintNow, left);
    },
    pause: () => {
      isPaused = true;
    },
    repaint: () => {
      isPaused = false;
      shown = undefined;
      paintNow();
    },
    stop: () => {
      isPaused = true;
      clearTimeout(due);
    },
  };
}

function isSameSize(one: Size | undefined, other: Size): boolean {
  return one?.columns === other.columns && one.rows === other.rows;
}
