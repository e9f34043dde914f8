import { type FileHandle, open, stat, truncate } from 'node:fs/promises';
import type { Event } from './events.ts';
import { headerLine, type ReadJournal } from './journal.ts';

/** An append-only list of events in a file (JSON lines, mode 0600). */
export type Journal = {
  /**
   * Resolves when the event is on the disk. Events that wait together are flushed together. What could not be written is kept, and goes
   * out in order, before anything newer, with the next append or `retry`.
   */
  readonly append: (event: Event) => Promise<void>;
  /** Writes what could not be written before; rejects while it still cannot be. */
  readonly retry: () => Promise<void>;
  /** The lines that are in memory alone, or on their way to a disk that has not answered yet. */
  readonly unsaved: () => string;
  readonly close: () => Promise<void>;
};

/** Asked before each write; rejects when this journal is no longer ours to write. */
export type Guard = () => Promise<void>;

/** Creates the journal of a new incident; the file must not exist. `prepare` makes its folder: both are tried again until they can be made. */
export function createJournal(file: string, of: { readonly prepare?: Guard; readonly guard?: Guard } = {}): Journal {
  const { prepare = anyone, guard = anyone } = of;
  const create = async () => {
    await prepare();
    return open(file, 'ax', 0o600);
  };
  return startWriter({ create, guard, first: headerLine, size: 0 });
}

/**
 * Goes on writing a journal that was read. A torn end is cut off before the first write, so that the next event begins a line of its own.
 * `prepare` is tried again until it works; what somebody else has written before it did is never overwritten: then nothing can be written.
 */
export function continueJournal(
  file: string,
  read: Pick<ReadJournal, 'bytes' | 'torn'>,
  of: { readonly prepare?: Guard; readonly guard?: Guard } = {},
): Journal {
  const { prepare = anyone, guard = anyone } = of;
  const create = async () => {
    await prepare();
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    if (size !== read.bytes + read.torn) throw new Error('another causebook has written the journal meanwhile');
    if (read.torn > 0) await truncate(file, read.bytes);
    return open(file, 'a', 0o600);
  };
  return startWriter({ create, guard, first: '', size: read.bytes });
}

const anyone: Guard = async () => undefined;

function startWriter(of: {
  readonly create: () => Promise<FileHandle>;
  readonly guard: Guard;
  readonly first: string;
  readonly size: number;
}): Journal {
  let handle: FileHandle | undefined;
  let waiting = of.first;
  let underWay = '';
  let size = of.size;
  let failed = false;
  let closed = false;
  let scheduled: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    // Events that arrive in the same turn go out in one write and one flush.
    await Promise.resolve();
    scheduled = undefined;
    const text = waiting;
    waiting = '';
    underWay = text;
    try {
      if (closed) throw new Error('the journal is closed');
      handle ??= await of.create();
      await of.guard();
      // Half a line that an earlier write left behind would hide the lines after it.
      if (failed) await handle.truncate(size);
      await handle.appendFile(text);
      await handle.datasync();
      size += Buffer.byteLength(text);
      failed = false;
    } catch (cause) {
      failed = handle !== undefined;
      waiting = text + waiting;
      throw cause;
    } finally {
      underWay = '';
    }
  };
  const schedule = (): Promise<void> => {
    if (scheduled === undefined) {
      scheduled = last.then(flush, flush);
      last = scheduled;
    }
    return scheduled;
  };
  return {
    append: (event) => {
      waiting += `${JSON.stringify(event)}\n`;
      return schedule();
    },
    retry: () => (waiting === '' ? last : schedule()),
    unsaved: () => underWay + waiting,
    close: async () => {
      try {
        await (waiting === '' ? last : schedule());
      } catch {
        // Whoever appended has been told. Half a line goes away, so that what is kept elsewhere can be appended by hand.
        if (failed) await handle?.truncate(size).catch(() => undefined);
      } finally {
        closed = true;
        await handle?.close();
      }
    },
  };
}
