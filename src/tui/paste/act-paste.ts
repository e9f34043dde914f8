import type { StepSource } from '../../incident/session.ts';
import type { Command } from '../binding.ts';
import type { Updated } from '../request.ts';
import type { Screen } from '../screen.ts';
import { append, createPaste, empty, linesIn, type Paste } from './paste.ts';

/** Opens the page to paste a log text into, with what has been pasted already, and asks which sources it may be of. */
export function openPaste(screen: Screen, text: string): Updated {
  const { step } = screen.local;
  const opened = text === '' ? createPaste(step) : append(createPaste(step), text, false);
  return [{ ...screen, overlay: undefined, paste: opened }, [{ type: 'list-pasteable', step }]];
}

/** Takes the answer to which sources a text may be of; with one there is nothing to pick. */
export function listed(screen: Screen, of: { readonly step: string; readonly sources: readonly StepSource[] }): Screen {
  const { paste } = screen;
  if (paste?.step !== of.step || paste.sources !== undefined) return screen;
  if (of.sources.length === 0) return { ...screen, paste: undefined, message: { text: nothingToRead, tone: 'quiet' } };
  return {
    ...screen,
    paste: { ...paste, sources: of.sources, source: of.sources.length === 1 ? of.sources[0] : undefined },
  };
}

/** Adds a text; keys that the page does not know are text too, so that no pasted letter ever is a command. */
export function addText(screen: Screen, text: string, isTyped: boolean): Screen {
  return screen.paste === undefined ? screen : { ...screen, paste: append(screen.paste, text, isTyped) };
}

/** Does what a command says while the page is open. */
export function actPaste(screen: Screen, given: { readonly command: Command; readonly key: string }): Updated {
  const { paste } = screen;
  if (paste === undefined) return [screen, []];
  switch (given.command) {
    case 'up':
    case 'down':
      return [{ ...screen, paste: moveItem(paste, given.command === 'up' ? -1 : 1) }, []];
    case 'pick':
      return [pick(screen, paste, given.key === 'enter' ? paste.item : Number(given.key) - 1), []];
    case 'keep':
      return given.key === 'enter' && paste.isTyped ? [addText(screen, '\n', true), []] : keep(screen, paste);
    case 'clear':
      return [{ ...screen, paste: empty(paste) }, []];
    case 'back':
      return [
        {
          ...screen,
          paste: undefined,
          message: paste.text === '' ? undefined : { text: 'Nothing was kept', tone: 'quiet' },
        },
        [],
      ];
    case 'suspend':
    case 'redraw':
      return [screen, [{ type: given.command }]];
    default:
      return [screen, []];
  }
}

const nothingToRead = 'This check reads no log that could be pasted';

function moveItem(paste: Paste, by: number): Paste {
  const last = (paste.sources?.length ?? 1) - 1;
  return { ...paste, item: Math.max(0, Math.min(last, paste.item + by)) };
}

function pick(screen: Screen, paste: Paste, index: number): Screen {
  const source = paste.sources?.[index];
  return source === undefined ? screen : { ...screen, paste: { ...paste, source } };
}

function keep(screen: Screen, paste: Paste): Updated {
  const { source, step, text } = paste;
  if (source === undefined) return [screen, []];
  if (text.trim() === '') {
    return [{ ...screen, message: { text: 'Nothing is pasted yet; esc goes back', tone: 'quiet' } }, []];
  }
  const lines = linesIn(paste.size);
  const says = `Pasted: ${lines} line${lines === 1 ? '' : 's'} for ${source.title}; what reads it runs again`;
  return [{ ...screen, paste: undefined }, [{ type: 'paste', step, source: source.id, text, says }]];
}
