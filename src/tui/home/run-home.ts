import { themeOf } from '../app-props.ts';
import type { Size } from '../layout.ts';
import type { Outside } from '../outside.ts';
import { showScreen } from '../show-screen.ts';
import type { Colouring } from '../theme.ts';
import { firstHome, type HomeWorld } from './home.ts';
import type { HomeChoice, HomeData, HomeMatch } from './home-data.ts';
import { homeRows } from './home-rows.ts';

/** Shows the first screen and resolves to what the person chose. The terminal is as it was before in every case. */
export function runHome(options: {
  readonly data: Omit<HomeData, 'incidents'>;
  /** The incidents, which take longer to read than the first frame may. */
  readonly incidents: () => Promise<NonNullable<HomeData['incidents']>>;
  readonly match: (report: string) => readonly HomeMatch[];
  readonly outside: Pick<Outside, 'stop'>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly colouring: Colouring;
  readonly env: { readonly [name: string]: string | undefined };
}): Promise<HomeChoice> {
  const theme = themeOf(options);
  let data: HomeData = { ...options.data, incidents: undefined };
  const worldOn = (size: Size): HomeWorld => ({ data, match: options.match, size, theme, now: Date.now() });
  return showScreen<HomeChoice>({
    stdin: options.stdin,
    stdout: options.stdout,
    ended: { type: 'interrupted' },
    alternate: { theme, first: (size) => homeRows(firstHome, worldOn(size)) },
    load: async () => {
      const [{ createElement }, { HomeApp }] = await Promise.all([import('react'), import('./home-app.tsx')]);
      return ({ size, lend, leave, paint, redraw }) =>
        createElement(HomeApp, {
          world: worldOn(size),
          lend,
          stop: options.outside.stop,
          onLeave: leave,
          paint,
          redraw,
        });
    },
    onShown: (redraw) => {
      void options.incidents().then((incidents) => {
        data = { ...data, incidents };
        redraw();
      });
    },
  });
}
