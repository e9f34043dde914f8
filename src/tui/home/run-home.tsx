import { charsetOf } from '../../plot/glyphs.ts';
import type { Outside } from '../outside.ts';
import { showScreen } from '../show-screen.tsx';
import { type Colouring, createTheme } from '../theme.ts';
import { HomeApp } from './home-app.tsx';
import type { HomeChoice, HomeData, HomeMatch } from './home-data.ts';

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
  const theme = createTheme({ ...options.colouring, unicode: charsetOf(options.env) === 'unicode' });
  let data: HomeData = { ...options.data, incidents: undefined };
  return showScreen<HomeChoice>({
    stdin: options.stdin,
    stdout: options.stdout,
    ended: { type: 'interrupted' },
    draw: ({ size, leave, lend }) => (
      <HomeApp
        world={{ data, match: options.match, size, theme, now: Date.now() }}
        lend={lend}
        stop={options.outside.stop}
        onLeave={leave}
      />
    ),
    onShown: (redraw) => {
      void options.incidents().then((incidents) => {
        data = { ...data, incidents };
        redraw();
      });
    },
  });
}
