import { watch } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Event } from './events.ts';
import { parseEvent } from './journal.ts';

/** Where watching files tells nothing (network mounts), the journal is looked at this often. */
const lookMs = 500;

/**
 * Follows a journal: gives the events that are there, then those that are added, in batches, and an empty batch whenever it was looked at
 * and nothing had been added. Only what was added is read; a line that is still being written waits until it is whole. Ends when `signal`
 * fires or the journal is gone.
 */
export async function* followJournal(file: string, signal: AbortSignal): AsyncGenerator<readonly Event[]> {
  let offset = 0;
  let inode: number | undefined;
  let last = 0;
  const alarm = createAlarm(path.dirname(file), signal);
  try {
    while (!signal.aborted) {
      const found = await readFrom(file, { offset, inode });
      if (found === undefined) return;
      offset = found.end;
      inode = found.inode;
      // A journal that was written anew begins with what is known.
      const events = found.events.filter(({ seq }) => seq > last);
      last = events.at(-1)?.seq ?? last;
      yield events;
      if (events.length === 0) await alarm.next();
    }
  } finally {
    alarm.close();
  }
}

async function readFrom(
  file: string,
  from: { readonly offset: number; readonly inode: number | undefined },
): Promise<{ readonly events: readonly Event[]; readonly end: number; readonly inode: number } | undefined> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  });
  if (handle === undefined) return undefined;
  try {
    const { size, ino } = await handle.stat();
    const isSame = ino === from.inode && size >= from.offset;
    const start = isSame ? from.offset : 0;
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    return { ...wholeEvents(bytes.subarray(0, bytesRead), start), inode: ino };
  } finally {
    await handle.close();
  }
}

/** The events of whole lines, and the offset after the last of them: what stands behind it may be cut off and written again. */
function wholeEvents(bytes: Buffer, start: number): { readonly events: readonly Event[]; readonly end: number } {
  const events: Event[] = [];
  let end = start;
  let from = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, from)) {
    const event = parseEvent(bytes.subarray(from, at).toString('utf8'));
    from = at + 1;
    if (event === undefined) continue;
    events.push(event);
    end = start + from;
  }
  return { events, end };
}

/** Rings when something changes in a folder, after `lookMs` in any case, and when `signal` fires. */
function createAlarm(
  folder: string,
  signal: AbortSignal,
): { readonly next: () => Promise<void>; readonly close: () => void } {
  let ring = () => {};
  let isDue = false;
  const due = () => {
    isDue = true;
    ring();
  };
  const watcher = startWatching(folder, due);
  signal.addEventListener('abort', due);
  return {
    next: () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(due, lookMs);
        ring = () => {
          clearTimeout(timer);
          isDue = false;
          resolve();
        };
        if (isDue) ring();
      }),
    close: () => {
      watcher?.close();
      signal.removeEventListener('abort', due);
    },
  };
}

function startWatching(folder: string, onChange: () => void): { readonly close: () => void } | undefined {
  try {
    return watch(folder, { persistent: false }, onChange).on('error', () => undefined);
  } catch {
    // Too many watchers, or none of this kind here: looking now and then is enough.
    return undefined;
  }
}
