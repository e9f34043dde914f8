import type { ReactNode } from 'react';
import type { Session } from '../incident/session.ts';
import type { ResultSection } from '../report/result.ts';
import { draftOf } from './draft-of.ts';
import { openScreen } from './follow.ts';
import { useChange } from './hooks/use-change.ts';
import { useDraft } from './hooks/use-draft.ts';
import { useKeyboard } from './hooks/use-keyboard.ts';
import { useLending } from './hooks/use-lending.ts';
import { useModel } from './hooks/use-model.ts';
import { useWorld } from './hooks/use-world.ts';
import type { Size } from './layout.ts';
import type { Outside } from './outside.ts';
import { perform } from './perform.ts';
import type { Request } from './request.ts';
import type { Screen } from './screen.ts';
import type { Theme } from './theme.ts';
import { type Happening, update } from './update.ts';
import { Walk } from './walk.tsx';

/** What the front end needs; the streams and the exit are the caller's. */
export type AppProps = {
  readonly session: Session;
  readonly note: () => string;
  readonly result: () => readonly ResultSection[];
  readonly notePath: string;
  readonly resumeCommand: string;
  readonly size: Size;
  readonly theme: Theme;
  readonly now: () => number;
  readonly outside: Outside;
  /** Gives the bare terminal to a task. */
  readonly lend: (task: () => Promise<void>) => Promise<void>;
  readonly onLeave: (how: 'quit' | 'interrupted') => void;
};

/** The one component that touches the session: snapshots in, requests out. */
export function App(props: AppProps): ReactNode {
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
  return <Walk screen={screen} world={drawn} />;
}
