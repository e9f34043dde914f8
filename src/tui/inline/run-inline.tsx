import { createProps, type Departure, type TuiOptions } from '../run-tui.tsx';
import { showScreen } from '../show-screen.tsx';
import { InlineApp } from './inline-app.tsx';
import { rewindReflowed } from './rewind-reflowed.ts';

/**
 * Walks through the incident below the shell's own lines and resolves when the person leaves. What is finished is printed once
 * and stays; the few live lines are gone afterwards. The session stays open: closing it is the caller's.
 */
export function runInline<T = never>(options: TuiOptions<T>): Promise<Departure | T> {
  const { stdin, stdout, env = {} } = options;
  const propsOn = createProps(options);
  let widths: readonly number[] = [];
  return showScreen<Departure | T>({
    stdin,
    stdout,
    isInline: true,
    ended: 'interrupted',
    until: options.until,
    onResize: ({ columns }) => stdout.write(rewindReflowed(widths, columns, env)),
    draw: (stage) => (
      <InlineApp
        {...propsOn(stage)}
        isOver={stage.isOver}
        onDrawn={(drawn) => {
          widths = drawn;
        }}
      />
    ),
  });
}
