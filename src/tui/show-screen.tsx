import { type Instance, render } from 'ink';
import type { ReactNode } from 'react';
import type { Size } from './layout.ts';
import { gatherPastes } from './paste/whole-pastes.ts';

/** What a screen is drawn with. `lend` gives the bare terminal to a task: nothing is read from it until that is over. */
export type Stage<Leaving> = {
  readonly size: Size;
  readonly leave: (how: Leaving) => void;
  readonly lend: (task: () => Promise<void>) => Promise<void>;
  /** It has been left: what is drawn now stays. */
  readonly isOver: boolean;
};

/** Where a screen is shown, and what draws it. */
export type ScreenOptions<Leaving> = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly draw: (stage: Stage<Leaving>) => ReactNode;
  /** Below the shell's own lines instead of on the alternate screen; what is drawn at last stays. */
  readonly isInline?: boolean;
  /** Called when the terminal has another size, before anything is drawn for it. */
  readonly onResize?: (size: Size) => void;
  /** What it counts as when the input ends. */
  readonly ended: Leaving;
  /** Ends it when it resolves; what it resolves to is how it was left. */
  readonly until?: Promise<Leaving> | undefined;
  /** Called once the first frame is drawn, with what draws the screen anew. */
  readonly onShown?: (redraw: () => void) => void;
};

/**
 * Alternate scroll mode (xterm's DECSET 1007): on the alternate screen the wheel comes as arrow keys, and text can still be selected with the
 * mouse, which capturing the mouse would end. What was set before is saved and restored; a terminal that cannot leaves it on, as most have it.
 */
const wheel = { on: '\u001b[?1007s\u001b[?1007h', restore: '\u001b[?1007r' } as const;

/**
 * Shows a screen, on the alternate screen unless `isInline`, and resolves with how it was left. The terminal is as it was before in every
 * case, also when this throws.
 */
export async function showScreen<Leaving>(options: ScreenOptions<Leaving>): Promise<Leaving> {
  const { stdin, stdout, ended, isInline = false } = options;
  const { promise: left, resolve: leave } = createLeaving<Leaving>();
  const input = gatherPastes(stdin);
  const lend = async (task: () => Promise<void>) => {
    input.pause();
    if (!isInline) stdout.write(wheel.restore);
    try {
      await task();
    } finally {
      if (!isInline) stdout.write(wheel.on);
      input.resume();
    }
  };
  const draw = (isOver = false) => options.draw({ size: sizeOf(stdout), leave, lend, isOver });
  let instance: Instance | undefined;
  // Ahead of Ink's own listener: it would draw the old frame, which may be higher than the terminal now is.
  const redraw = () => instance?.rerender(draw());
  const onEnd = () => leave(ended);
  const onResize = () => {
    options.onResize?.(sizeOf(stdout));
    redraw();
  };
  stdout.on('resize', onResize);
  stdin.once('end', onEnd);
  try {
    // Ink opens the alternate screen too, and leaves the cursor where the shell had it: a first frame from there would scroll.
    if (!isInline) stdout.write(`\u001b[?1049h\u001b[H${wheel.on}`);
    instance = render(draw(), {
      stdin: input.stdin,
      stdout,
      alternateScreen: !isInline,
      incrementalRendering: true,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      // A key waits for the frame before it at most this long; what draws by itself does so once a second.
      maxFps: 60,
      isScreenReaderEnabled: false,
    });
    const crashed = instance.waitUntilExit().then((): Leaving => ended);
    options.onShown?.(redraw);
    return await Promise.race([left, crashed, ...(options.until === undefined ? [] : [options.until])]);
  } finally {
    stdout.off('resize', onResize);
    stdin.off('end', onEnd);
    if (isInline) instance?.rerender(draw(true));
    instance?.unmount();
    instance?.cleanup();
    input.release();
    if (!isInline) stdout.write(`${instance === undefined ? '\u001b[?1049l' : ''}${wheel.restore}`);
  }
}

function createLeaving<Leaving>(): {
  readonly promise: Promise<Leaving>;
  readonly resolve: (how: Leaving) => void;
} {
  let resolve: (how: Leaving) => void = () => undefined;
  const promise = new Promise<Leaving>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function sizeOf(stdout: NodeJS.WriteStream): Size {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
