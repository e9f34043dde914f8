import { type Instance, render } from 'ink';
import type { Session } from '../incident/session.ts';
import { charsetOf } from '../plot/glyphs.ts';
import type { ResultSection } from '../report/result.ts';
import { App } from './app.tsx';
import type { Size } from './layout.ts';
import { gatherPastes } from './paste/whole-pastes.ts';
import { createTheme } from './theme.ts';

/** How the person left: of their own accord, or with ctrl-C, a hang-up or the end of the input. */
export type Departure = 'quit' | 'interrupted';

/** What the front end works with. `env` tells whether the terminal takes more than ASCII; `now` is milliseconds since 1970. */
export type TuiOptions = {
  readonly session: Session;
  /** The incident note as Markdown, as it stands. */
  readonly note: () => string;
  /** What the walk has come to, as it stands, in parts. */
  readonly result: () => readonly ResultSection[];
  readonly notePath: string;
  readonly resumeCommand: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly color: boolean;
  readonly env?: { readonly [name: string]: string | undefined };
  readonly now?: () => number;
};

/**
 * Walks through the incident on the alternate screen and resolves when the person leaves. The terminal is as it was
 * before in every case, also when this throws. The session stays open: closing it is the caller's.
 */
export async function runTui<T = never>(
  options: TuiOptions & {
    /** Ends the walk when it resolves; what it resolves to is given. */ readonly until?: Promise<T>;
  },
): Promise<Departure | T> {
  const { stdin, stdout } = options;
  const { promise: departed, resolve: leave } = createDeparture();
  const theme = createTheme({ color: options.color, unicode: charsetOf(options.env ?? {}) === 'unicode' });
  const app = () => (
    <App
      session={options.session}
      note={options.note}
      result={options.result}
      notePath={options.notePath}
      resumeCommand={options.resumeCommand}
      size={sizeOf(stdout)}
      theme={theme}
      now={options.now ?? Date.now}
      onLeave={leave}
    />
  );
  let instance: Instance | undefined;
  // Ahead of Ink's own listener: it would draw the old frame, which may be higher than the terminal now is.
  const onResize = () => instance?.rerender(app());
  const onEnd = () => leave('interrupted');
  stdout.on('resize', onResize);
  stdin.once('end', onEnd);
  const input = gatherPastes(stdin);
  try {
    instance = render(app(), {
      stdin: input.stdin,
      stdout,
      alternateScreen: true,
      incrementalRendering: true,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      maxFps: 15,
      isScreenReaderEnabled: false,
    });
    const crashed = instance.waitUntilExit().then((): Departure => 'interrupted');
    return await Promise.race([departed, crashed, ...(options.until === undefined ? [] : [options.until])]);
  } finally {
    stdout.off('resize', onResize);
    stdin.off('end', onEnd);
    instance?.unmount();
    instance?.cleanup();
    input.release();
  }
}

function createDeparture(): { readonly promise: Promise<Departure>; readonly resolve: (how: Departure) => void } {
  let resolve: (how: Departure) => void = () => undefined;
  const promise = new Promise<Departure>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function sizeOf(stdout: NodeJS.WriteStream): Size {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
