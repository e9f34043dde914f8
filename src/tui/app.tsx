import type { ReactNode } from 'react';
import { messageOf } from '../errors.ts';
import type { Session } from '../incident/session.ts';
import type { ResultSection } from '../report/result.ts';
import { draftOf } from './draft-of.ts';
import { openScreen } from './follow.ts';
import { useChange } from './hooks/use-change.ts';
import { useDraft } from './hooks/use-draft.ts';
import { useKeyboard } from './hooks/use-keyboard.ts';
import { useLending } from './hooks/use-lending.ts';
import { useModel } from './hooks/use-model.ts';
import { useSession } from './hooks/use-session.ts';
import { useTick } from './hooks/use-tick.ts';
import type { Size } from './layout.ts';
import type { Outside } from './outside.ts';
import type { Request } from './request.ts';
import type { Screen } from './screen.ts';
import type { Theme } from './theme.ts';
import { type Happening, update } from './update.ts';
import { Walk } from './walk.tsx';
import type { World } from './world.ts';

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
  const { session } = props;
  const snapshot = useSession(session);
  const lend = useLending(props.lend);
  const tick = useTick(snapshot.running.length > 0);
  // A key meets the newest snapshot, which may be newer than the one on screen.
  const worldNow = (): World => ({
    runbook: session.runbook.runbook,
    snapshot: session.snapshot(),
    size: props.size,
    theme: props.theme,
    now: props.now(),
    tick,
    note: props.note,
    result: props.result,
    notePath: props.notePath,
    resumeCommand: props.resumeCommand,
  });
  const [screen, send, screenNow] = useModel<Screen, Happening, Request>({
    create: () => openScreen(worldNow()),
    update: (state, happening) => update(state, happening, worldNow()),
    perform: (request, tell) => perform({ ...props, lend }, request, tell),
  });
  useKeyboard({
    onKey: (key) => send({ type: 'pressed', key }),
    onText: (text) => send({ type: 'typed', text }),
    onPaste: (text) => send({ type: 'pasted', text }),
  });
  useDraft(session, () => draftOf(screenNow()));
  useChange(snapshot, () => send({ type: 'changed' }));
  return <Walk screen={screen} world={{ ...worldNow(), snapshot }} />;
}

function perform(
  { session, outside, lend, onLeave }: AppProps,
  request: Request,
  tell: (happening: Happening) => void,
): void {
  const fail = (cause: unknown) => tell({ type: 'failed', reason: messageOf(cause) });
  switch (request.type) {
    case 'record': {
      const { step, says, goesOn } = request;
      session.dispatch(request.event).then(() => tell({ type: 'recorded', step, says, goesOn }), fail);
      return;
    }
    case 'list-pasteable': {
      const { step } = request;
      session.pasteable(step).then((sources) => tell({ type: 'listed', step, sources }), fail);
      return;
    }
    case 'paste': {
      const { step, source, text, says } = request;
      session.paste(source, text).then(() => tell({ type: 'recorded', step, says, goesOn: false }), fail);
      return;
    }
    case 'preview': {
      const { step } = request;
      session.preview(step).then((preview) => tell({ type: 'previewed', step, preview }), fail);
      return;
    }
    case 'undo':
      session.undo().then((what) => tell({ type: 'undone', what }), fail);
      return;
    case 'rerun':
      session.rerun(request.step, { confirmed: request.confirmed });
      return;
    case 'refresh':
      session.refresh();
      return;
    case 'cancel':
      session.cancel(request.step);
      return;
    case 'copy': {
      const { what, text } = request;
      const count = text.trimEnd().split('\n').length;
      const lines = count === 1 ? '' : ` (${count} lines)`;
      outside.copy(text).then((where) => tell({ type: 'done', says: `Copied ${what}${lines} ${where}` }), fail);
      return;
    }
    case 'view':
      lend(() => outside.view(request.file, request.text)).catch(fail);
      return;
    case 'suspend':
      lend(outside.stop).catch(fail);
      return;
    case 'leave':
      onLeave(request.as);
      return;
  }
}
