import type { Session } from '../incident/session.ts';
import { charsetOf } from '../plot/glyphs.ts';
import type { ResultSection } from '../report/result.ts';
import { App, type AppProps } from './app.tsx';
import type { Outside } from './outside.ts';
import { type Stage, showScreen } from './show-screen.tsx';
import { type Colouring, createTheme } from './theme.ts';

/** How the person left: of their own accord, or with ctrl-C, a hang-up or the end of the input. */
export type Departure = 'quit' | 'interrupted';

/** What the front end works with. `env` tells whether the terminal takes more than ASCII; `now` is milliseconds since 1970. */
export type TuiOptions<T = never> = {
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
  /** Ends the walk when it resolves; what it resolves to is given. */
  readonly until?: Promise<T>;
};

/**
 * Walks through the incident on the alternate screen and resolves when the person leaves. The terminal is as it was
 * before in every case, also when this throws. The session stays open: closing it is the caller's.
 */
export function runTui<T = never>(options: TuiOptions<T>): Promise<Departure | T> {
  const propsOn = createProps(options);
  return showScreen<Departure | T>({
    stdin: options.stdin,
    stdout: options.stdout,
    ended: 'interrupted',
    until: options.until,
    draw: (stage) => <App {...propsOn(stage)} />,
  });
}

/** What a walk's app is drawn with on a stage. */
export function createProps<T>(options: TuiOptions<T>): (stage: Stage<Departure | T>) => AppProps {
  const { session, note, result, notePath, resumeCommand, colouring, env = {}, now = Date.now, outside } = options;
  const theme = createTheme({ ...colouring, unicode: charsetOf(env) === 'unicode' });
  return ({ size, leave, lend }) => ({
    session,
    note,
    result,
    notePath,
    resumeCommand,
    size,
    theme,
    now,
    outside,
    lend,
    onLeave: leave,
  });
}
