import type { Session } from '../incident/session.ts';
import { charsetOf } from '../plot/glyphs.ts';
import type { ResultSection } from '../report/result.ts';
import { App } from './app.tsx';
import type { Outside } from './outside.ts';
import { showScreen } from './show-screen.tsx';
import { type Colouring, createTheme } from './theme.ts';

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
  readonly colouring: Colouring;
  readonly env?: { readonly [name: string]: string | undefined };
  readonly now?: () => number;
  readonly outside: Outside;
};

/**
 * Walks through the incident on the alternate screen and resolves when the person leaves. The terminal is as it was
 * before in every case, also when this throws. The session stays open: closing it is the caller's.
 */
export function runTui<T = never>(
  options: TuiOptions & {
    /** Ends the walk when it resolves; what it resolves to is given. */
    readonly until?: Promise<T>;
  },
): Promise<Departure | T> {
  const { stdin, stdout } = options;
  const theme = createTheme({ ...options.colouring, unicode: charsetOf(options.env ?? {}) === 'unicode' });
  return showScreen<Departure | T>({
    stdin,
    stdout,
    ended: 'interrupted',
    until: options.until,
    draw: ({ size, leave, lend }) => (
      <App
        session={options.session}
        note={options.note}
        result={options.result}
        notePath={options.notePath}
        resumeCommand={options.resumeCommand}
        size={size}
        theme={theme}
        now={options.now ?? Date.now}
        outside={options.outside}
        lend={lend}
        onLeave={leave}
      />
    ),
  });
}
