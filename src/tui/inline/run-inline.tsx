import { charsetOf } from '../../plot/glyphs.ts';
import type { Departure, TuiOptions } from '../run-tui.tsx';
import { showScreen } from '../show-screen.tsx';
import { createTheme } from '../theme.ts';
import { InlineApp } from './inline-app.tsx';
import { rewindReflowed } from './rewind-reflowed.ts';

/**
 * Walks through the incident below the shell's own lines and resolves when the person leaves. What is finished is printed once
 * and stays; the few live lines are gone afterwards. The session stays open: closing it is the caller's.
 */
export function runInline<T = never>(
  options: TuiOptions & {
    /** Ends the walk when it resolves; what it resolves to is given. */
    readonly until?: Promise<T>;
  },
): Promise<Departure | T> {
  const { stdin, stdout, env = {} } = options;
  const theme = createTheme({ ...options.colouring, unicode: charsetOf(env) === 'unicode' });
  let widths: readonly number[] = [];
  return showScreen<Departure | T>({
    stdin,
    stdout,
    isInline: true,
    ended: 'interrupted',
    until: options.until,
    onResize: ({ columns }) => stdout.write(rewindReflowed(widths, columns, env)),
    draw: ({ size, leave, lend, isOver }) => (
      <InlineApp
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
        isOver={isOver}
        onDrawn={(drawn) => {
          widths = drawn;
        }}
      />
    ),
  });
}
