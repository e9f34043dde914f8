import type { Terminal } from '@xterm/headless';

/** What became of the alternate screen while a program drew on it. */
export type FrameWatch = {
  /** Draws what the program has written; every frame in it is looked at. */
  readonly write: (text: string) => void;
  /** The screens at the end of each frame, in the order they came. */
  readonly frames: () => readonly string[];
  /** What the terminal had to do that no frame may make it do: wrap a line, scroll, wipe the scrollback. */
  readonly faults: () => readonly string[];
};

/**
 * Watches every frame: the stream is drawn piece by piece, each ending where the cursor is about to move, so that a line which the terminal
 * wrapped is seen before something else covers it. A frame ends with its synchronized update.
 */
export function watchFrames(terminal: Terminal): FrameWatch {
  const frames: string[] = [];
  const faults: string[] = [];
  const isAlternate = () => terminal.buffer.active.type === 'alternate';
  const found = (what: string) => {
    if (!faults.includes(what)) faults.push(what);
  };
  terminal.parser.registerCsiHandler({ final: 'J' }, ([kind]) => {
    if (kind === 3) found('CSI 3 J: the scrollback was wiped');
    if (kind === 2 && !isAlternate()) found('CSI 2 J outside of the alternate screen');
    return false;
  });
  let wasAtBottom = false;
  let rest = '';
  const lookAt = (piece: string) => {
    const { active } = terminal.buffer;
    if (!isAlternate()) return;
    if (wasAtBottom && piece.startsWith('\n')) found(`a frame was higher than ${terminal.rows} rows`);
    wasAtBottom = active.cursorY === terminal.rows - 1;
    if (active.getLine(active.baseY + active.cursorY)?.isWrapped !== true) return;
    const text = active.getLine(active.baseY + active.cursorY - 1)?.translateToString(true) ?? '';
    found(`a line was wrapped at ${terminal.cols} columns: ${text}`);
  };
  const endFrame = () => {
    if (!isAlternate()) return;
    frames.push(screenOf(terminal));
  };
  return {
    frames: () => frames,
    faults: () => faults,
    write: (text) => {
      // A sequence that came in two chunks is one.
      const whole = rest + text;
      rest = unfinished.exec(whole)?.[0] ?? '';
      for (const piece of whole.slice(0, whole.length - rest.length).split(moves)) {
        if (piece !== '') terminal.write(piece, piece.endsWith(frameEnd) ? endFrame : () => lookAt(piece));
      }
    },
  };
}

/** The rows of the terminal as text. */
export function screenOf(terminal: Terminal): string {
  const { active } = terminal.buffer;
  // A line keeps the cells that a narrower terminal no longer shows.
  const rows = Array.from(
    { length: terminal.rows },
    (_, row) => active.getLine(active.baseY + row)?.translateToString(true, 0, terminal.cols) ?? '',
  );
  return rows.join('\n');
}

const unfinished = /\u001b(?:\[[\d;?]*)?$/;
const frameEnd = '\u001b[?2026l';
/** Before a line break or a sequence that moves or erases, and behind the end of a frame. */
const moves = /(?=\r?\n|\u001b\[[\d;]*[A-HJKdf]|\u001b\[\?1049)|(?<=\u001b\[\?2026l)/;
