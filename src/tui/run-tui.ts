import { createProps, createView, type Departure, type TuiOptions, themeOf } from './app-props.ts';
import { openScreen } from './follow.ts';
import { showScreen } from './show-screen.ts';
import { walkRows } from './walk-rows.ts';
import { worldOf } from './world-of.ts';

/**
 * Walks through the incident on the alternate screen and resolves when the person leaves. The terminal is as it was
 * before in every case, also when this throws. The session stays open: closing it is the caller's.
 */
export function runTui<T = never>(options: TuiOptions<T>): Promise<Departure | T> {
  const view = createView(options);
  const propsOn = createProps(options);
  const { stdin, stdout, until, onShown } = options;
  return showScreen<Departure | T>({
    stdin,
    stdout,
    until,
    onShown,
    ended: 'interrupted',
    alternate: {
      theme: themeOf(options),
      first: (size) => {
        const world = worldOf(view(size));
        return walkRows(openScreen(world), world);
      },
    },
    load: async () => {
      const [{ createElement }, { App }] = await Promise.all([import('react'), import('./app.tsx')]);
      return (stage) => createElement(App, { ...propsOn(stage), paint: stage.paint });
    },
  });
}
