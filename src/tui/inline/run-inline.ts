import { createProps, type Departure, type TuiOptions } from '../app-props.ts';
import { showScreen } from '../show-screen.ts';
import { rewindReflowed } from './rewind-reflowed.ts';

/**
 * Walks through the incident below the shell's own lines and resolves when the person leaves. What is finished is printed once
 * and stays; the few live lines are gone afterwards. The session stays open: closing it is the caller's.
 */
export function runInline<T = never>(options: TuiOptions<T>): Promise<Departure | T> {
  const { stdin, stdout, env = {}, until, onShown } = options;
  const propsOn = createProps(options);
  let widths: readonly number[] = [];
  return showScreen<Departure | T>({
    stdin,
    stdout,
    until,
    onShown,
    ended: 'interrupted',
    onResize: ({ columns }) => stdout.write(rewindReflowed(widths, columns, env)),
    load: async () => {
      const [{ createElement }, { InlineApp }] = await Promise.all([import('react'), import('./inline-app.tsx')]);
      const onDrawn = (drawn: readonly number[]) => {
        widths = drawn;
      };
      return (stage) => createElement(InlineApp, { ...propsOn(stage), isOver: stage.isOver, onDrawn });
    },
  });
}
