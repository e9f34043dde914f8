import { messageOf } from '../errors.ts';
import { leftOutOf } from '../incident/paste/told.ts';
import type { AppProps } from './app-props.ts';
import type { Request } from './request.ts';
import type { Happening } from './update.ts';

/** Does what the screen asks for, and tells it what became of that. */
export function perform(
  { session, outside, lend, redraw, onLeave }: Pick<AppProps, 'session' | 'outside' | 'lend' | 'redraw' | 'onLeave'>,
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
      session.paste(source, text).then((kept) => {
        const left = leftOutOf(kept);
        tell({ type: 'recorded', step, says: left === '' ? says : `${says}; ${left}`, goesOn: false });
      }, fail);
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
      session.refresh().then((count) => tell({ type: 'done', says: sayRefreshed(count) }), fail);
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
    case 'redraw':
      redraw();
      return;
    case 'leave':
      onLeave(request.as);
      return;
  }
}

function sayRefreshed(count: number): string {
  if (count === 0) return 'No result has gone stale';
  return count === 1 ? '1 check runs again' : `${count} checks run again`;
}
