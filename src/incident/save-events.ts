import { messageOf } from '../errors.ts';
import type { Event } from './events.ts';
import type { Journal } from './write-journal.ts';

/** Saves events, and goes on trying while they cannot be saved. */
export type Saver = {
  /** Resolves when the event is on the disk, or when it is known that it cannot be for now. */
  readonly save: (event: Event) => Promise<void>;
  /** Why what has been saved last is in memory alone; undefined while all is on the disk. */
  readonly notSaved: () => string | undefined;
  readonly close: () => Promise<void>;
};

/** How often it is tried to write what could not be written. */
const retryMs = 2000;

/** Creates the saver of a journal; `onChange` hears when what could not be saved is, or still is not. */
export function createSaver(journal: Journal, onChange: () => void): Saver {
  let notSaved: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const attempt = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
      notSaved = undefined;
    } catch (cause) {
      // The walk goes on in memory; the screen says so until all of it could be written.
      notSaved = messageOf(cause);
      retryLater();
    }
  };
  const retryLater = (): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(async () => {
      timer = undefined;
      await attempt(journal.retry);
      onChange();
    }, retryMs).unref();
  };
  return {
    save: (event) => attempt(() => journal.append(event)),
    notSaved: () => notSaved,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await journal.close();
    },
  };
}
