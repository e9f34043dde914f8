import type { Session } from '../incident/session.ts';
import { charsetOf } from '../plot/glyphs.ts';
import type { ResultSection } from '../report/result.ts';
import type { Size } from './layout.ts';
import type { Outside } from './outside.ts';
import type { Stage } from './show-screen.ts';
import { type Colouring, createTheme, type Theme } from './theme.ts';

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
  /** Called once the walk is on the screen and takes keys. */
  readonly onShown?: () => void;
};

/** What a frame is drawn from, the session's state aside. */
export type ViewProps = Pick<TuiOptions, 'session' | 'note' | 'result' | 'notePath' | 'resumeCommand'> & {
  readonly size: Size;
  readonly theme: Theme;
  readonly now: () => number;
};

/** What a walk needs; the streams and the exit are the caller's. */
export type AppProps = ViewProps & {
  readonly outside: Outside;
  /** Gives the bare terminal to a task. */
  readonly lend: (task: () => Promise<void>) => Promise<void>;
  /** Draws the screen whole. */
  readonly redraw: () => void;
  readonly onLeave: (how: Departure) => void;
};

/** What frames of a size are drawn from. */
export function createView<T>(options: TuiOptions<T>): (size: Size) => ViewProps {
  const { session, note, result, notePath, resumeCommand, now = Date.now } = options;
  const theme = themeOf(options);
  return (size) => ({ session, note, result, notePath, resumeCommand, size, theme, now });
}

/** The theme of a terminal. */
export function themeOf({ colouring, env = {} }: Pick<TuiOptions, 'colouring' | 'env'>): Theme {
  return createTheme({ ...colouring, unicode: charsetOf(env) === 'unicode' });
}

/** What a walk works with on a stage. */
export function createProps<T>(options: TuiOptions<T>): (stage: Stage<Departure | T>) => AppProps {
  const view = createView(options);
  return ({ size, leave, lend, redraw }) => ({ ...view(size), outside: options.outside, lend, redraw, onLeave: leave });
}
