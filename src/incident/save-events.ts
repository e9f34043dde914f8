import { messageOf } from '../errors.ts';
import { awaitDisk, DiskHangs } from './await-disk.ts';
import type { Event } from './events.ts';
import type { Journal } from './write-journal.ts';

/** Saves events, and goes on trying while they cannot be saved. */
export type Saver = {
  /** Resolves when the event is on the disk, or when it is known that it cannot be for now. */
  readonly save: (event: Event) => Promise<void>;
  /** Why what has been saved last is in memory alone; undefined while all is on the disk. */
  readonly notSaved: () => string | undefined;
  /** Resolves when all is on the disk, or cannot be for now; gives whether the disk still hangs. */
  readonly close: () => Promise<{ readonly hangs: boolean }>;
};

/** How often it is tried to write what could not be written. */
const retryMs = 2000;

/** Creates the saver of a journal; `onChange` hears when what could not be saved is, or still is not. A write that takes longer than `patienceMs` is not waited for. */
export function createSaver(journal: Journal, onChange: () => void, patienceMs?: number): Saver {
  let notSaved: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let newest = 0;
  /** How many writes have been given up waiting for, and are still under way. */
  let hanging = 0;
  const attempt = async (write: () => Promise<void>): Promise<void> => {
    newest += 1;
    const mine = newest;
    // Writes go out in order, so that the newest of them tells of all.
    const tell = (why: string | undefined) => {
      if (mine === newest) notSaved = why;
    };
    const writing = write().then(
      () => tell(undefined),
      (cause: unknown) => {
        // The walk goes on in memory; the screen says so until all of it could be written.
        tell(messageOf(cause));
        retryLater();
      },
    );
    try {
      // What comes after a write that hangs need not wait as long again.
      await awaitDisk(writing, hanging === 0 ? patienceMs : 0);
    } catch (cause) {
      hanging += 1;
      notSaved ??= messageOf(cause);
      void writing.then(() => {
        hanging -= 1;
        onChange();
      });
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
      try {
        await awaitDisk(journal.close(), patienceMs);
        return { hangs: false };
      } catch (cause) {
        if (!(cause instanceof DiskHangs)) throw cause;
        return { hangs: true };
      }
    },
  };
}
