import type { ReactNode } from 'react';
import type { AppProps } from './app-props.ts';
import { draftOf } from './draft-of.ts';
import { openScreen } from './follow.ts';
import { useChange } from './hooks/use-change.ts';
import { useDraft } from './hooks/use-draft.ts';
import { useKeyboard } from './hooks/use-keyboard.ts';
import { useLending } from './hooks/use-lending.ts';
import { useModel } from './hooks/use-model.ts';
import { usePainting } from './hooks/use-painting.ts';
import { useWorld } from './hooks/use-world.ts';
import type { Picture } from './paint/painter.ts';
import { perform } from './perform.ts';
import type { Request } from './request.ts';
import type { Screen } from './screen.ts';
import { type Happening, update } from './update.ts';
import { walkRows } from './walk-rows.ts';

/** The walk on the whole screen, and the one component of it that touches the session: snapshots in, requests out. Its rows are painted. */
export function App(props: AppProps & { readonly paint: (rows: Picture['rows']) => void }): ReactNode {
  const { drawn, newest } = useWorld(props);
  const lend = useLending(props.lend);
  const [screen, send, screenNow] = useModel<Screen, Happening, Request>({
    create: () => openScreen(newest()),
    update: (state, happening) => update(state, happening, newest()),
    perform: (request, tell) => perform({ ...props, lend }, request, tell),
  });
  useKeyboard({
    onKey: (key) => send({ type: 'pressed', key }),
    onText: (text) => send({ type: 'typed', text }),
    onPaste: (text) => send({ type: 'pasted', text }),
  });
  useDraft(props.session, () => draftOf(screenNow()));
  useChange(drawn.snapshot, () => send({ type: 'changed' }));
  usePainting(props.paint, walkRows(screen, drawn));
  return null;
}
