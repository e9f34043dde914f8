import type { ReactNode } from 'react';
import { useKeyboard } from '../hooks/use-keyboard.ts';
import { useLending } from '../hooks/use-lending.ts';
import { useModel } from '../hooks/use-model.ts';
import { usePainting } from '../hooks/use-painting.ts';
import type { Picture } from '../paint/painter.ts';
import { firstHome, type Home, type HomeWorld } from './home.ts';
import type { HomeChoice } from './home-data.ts';
import { homeRows } from './home-rows.ts';
import { type HomeHappening, type HomeRequest, updateHome } from './update-home.ts';

/** The first screen with its keys. */
export function HomeApp(props: {
  readonly world: HomeWorld;
  readonly lend: (task: () => Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly paint: (rows: Picture['rows']) => void;
  readonly redraw: () => void;
  readonly onLeave: (choice: HomeChoice) => void;
}): ReactNode {
  const { world } = props;
  const lend = useLending(props.lend);
  const [home, send] = useModel<Home, HomeHappening, HomeRequest>({
    create: () => firstHome,
    update: (state, happening) => updateHome(state, happening, world),
    perform: (request) => {
      if (request.type === 'leave') props.onLeave(request.with);
      else if (request.type === 'redraw') props.redraw();
      else void lend(props.stop);
    },
  });
  useKeyboard({
    onKey: (text) => send({ type: 'pressed', text }),
    onText: (text) => send({ type: 'typed', text }),
    onPaste: (text) => send({ type: 'pasted', text }),
  });
  usePainting(props.paint, homeRows(home, world));
  return null;
}
