import type { Instance } from 'ink';
import type { ReactNode } from 'react';
import type { Size } from './layout.ts';
import { type AlternateScreen, openAlternateScreen } from './paint/alternate-screen.ts';
import type { Picture } from './paint/painter.ts';
import { gatherPastes } from './paste/whole-pastes.ts';
import type { Theme } from './theme.ts';

/** What a screen is drawn with. `lend` gives the bare terminal to a task: nothing is read from it until that is over. */
export type Stage<Leaving> = {
  readonly size: Size;
  readonly leave: (how: Leaving) => void;
  readonly lend: (task: () => Promise<void>) => Promise<void>;
  /** Shows a picture of this size on the alternate screen; nothing where there is none. */
  readonly paint: (rows: Picture['rows']) => void;
  /** Shows the newest picture whole, whatever has been written over it. */
  readonly redraw: () => void;
  /** It has been left: what is drawn now stays. */
  readonly isOver: boolean;
};

/** Where a screen is shown, and what draws it. */
export type ScreenOptions<Leaving> = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Loads what runs the screen. */
  readonly load: () => Promise<(stage: Stage<Leaving>) => ReactNode>;
  /** The alternate screen with its first picture, which is painted before Ink is loaded; without it, below the shell's own lines. */
  readonly alternate?: { readonly theme: Theme; readonly first: (size: Size) => Picture['rows'] };
  /** Called when the terminal has another size, before anything is drawn for it. */
  readonly onResize?: (size: Size) => void;
  /** What it counts as when the input ends. */
  readonly ended: Leaving;
  /** Ends it when it resolves; what it resolves to is how it was left. */
  readonly until?: Promise<Leaving> | undefined;
  /** Called once it is shown and takes keys, with what draws it anew. */
  readonly onShown?: ((redraw: () => void) => void) | undefined;
};

/**
 * Shows a screen, and resolves with how it was left. Keys that come before it takes them wait. The terminal is as it was before in every
 * case, also when this throws.
 */
export async function showScreen<Leaving>(options: ScreenOptions<Leaving>): Promise<Leaving> {
  const { stdin, stdout, ended, alternate } = options;
  const { promise: left, resolve: leave } = createLeaving<Leaving>();
  const input = gatherPastes(stdin);
  const screen = alternate === undefined ? undefined : openAlternateScreen(stdout, alternate.theme);
  const stage = (draw: (stage: Stage<Leaving>) => ReactNode, isOver = false) => {
    const size = sizeOf(stdout);
    return draw({
      size,
      leave,
      isOver,
      lend: lending(input, screen),
      paint: (rows) => screen?.paint({ size, rows }),
      redraw: () => screen?.repaint(),
    });
  };
  let redraw = () => {
    const size = sizeOf(stdout);
    if (alternate !== undefined) screen?.paint({ size, rows: alternate.first(size) });
  };
  const onEnd = () => leave(ended);
  // Ahead of Ink's own listener below the shell's lines: it would draw the old frame, which may be higher than the terminal now is.
  const onResize = () => {
    options.onResize?.(sizeOf(stdout));
    redraw();
  };
  stdout.on('resize', onResize);
  stdin.once('end', onEnd);
  let instance: Instance | undefined;
  let finish = () => {};
  try {
    // What is typed from here on is no longer shown by the terminal itself.
    if (screen !== undefined) input.stdin.setRawMode(true);
    redraw();
    const [{ render }, draw] = await Promise.all([import('ink'), options.load()]);
    instance = render(stage(draw), {
      stdin: input.stdin,
      stdout: screen?.output ?? stdout,
      alternateScreen: screen !== undefined,
      incrementalRendering: true,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      // A key waits for the frame before it at most this long; what draws by itself does so once a second.
      maxFps: 60,
      isScreenReaderEnabled: false,
    });
    const { rerender } = instance;
    redraw = () => rerender(stage(draw));
    finish = () => rerender(stage(draw, true));
    const crashed = instance.waitUntilExit().then((): Leaving => ended);
    options.onShown?.(() => redraw());
    return await Promise.race([left, crashed, ...(options.until === undefined ? [] : [options.until])]);
  } finally {
    stdout.off('resize', onResize);
    stdin.off('end', onEnd);
    if (screen === undefined) finish();
    instance?.unmount();
    instance?.cleanup();
    if (instance === undefined && screen !== undefined) input.stdin.setRawMode(false);
    input.release();
    screen?.close();
  }
}

/** Gives the terminal to a task, which alone reads from it. */
function lending(input: ReturnType<typeof gatherPastes>, screen: AlternateScreen | undefined): Stage<never>['lend'] {
  return async (task) => {
    input.pause();
    try {
      await (screen === undefined ? task() : screen.withoutWheel(task));
    } finally {
      input.resume();
    }
  };
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
