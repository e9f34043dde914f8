import { type FileHandle, open, readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import type { Event } from './events.ts';

/** An append-only list of events in a file (JSON lines, mode 0600). */
export type Journal = {
  /** Resolves when the event is on the disk. Events that wait together are flushed together. */
  readonly append: (event: Event) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** What a journal holds. `torn` is the number of bytes of an unfinished last line that were dropped. */
export type ReadJournal = { readonly events: readonly Event[]; readonly torn: number; readonly bytes: number };

/** Version of the journal's format, written as the first line. */
const header = { journal: 'causebook', version: 1 } as const;
const headerLine = `${JSON.stringify(header)}\n`;

/** Creates the journal of a new incident; the file must not exist. */
export async function createJournal(file: string): Promise<Journal> {
  const handle = await open(file, 'ax', 0o600);
  return startWriter(handle, { first: headerLine, size: 0 });
}

/** Opens a journal to go on writing. A torn last line is cut off first, so that the next event begins a line of its own. */
export async function continueJournal(file: string, read: ReadJournal): Promise<Journal> {
  const handle = await open(file, 'r+', 0o600);
  if (read.torn > 0) await handle.truncate(read.bytes);
  await handle.close();
  return startWriter(await open(file, 'a', 0o600), { first: '', size: read.bytes });
}

/**
 * Reads a journal; throws a `UserError` when it is not one, one of another version, or damaged before its last event. One
 * that ended before its first line was whole holds nothing.
 */
export async function readJournal(file: string): Promise<ReadJournal> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw cause;
  });
  const [first, ...rest] = wholeLines(bytes);
  if (first === undefined && headerLine.startsWith(bytes.toString('utf8')))
    return { events: [], torn: bytes.length, bytes: 0 };
  assertHeader(first?.text, file);
  const parsed = rest.map((line) => parseEvent(line.text));
  // After a crash of the machine the last blocks may be zeroes or garbage: what stands before them counts.
  const last = parsed.findLastIndex((event) => event !== undefined);
  const events = parsed.slice(0, last + 1).map((event, index): Event => {
    if (event === undefined)
      throw new UserError({ message: 'is damaged: this line is not an event', place: { file, line: index + 2 } });
    return event;
  });
  const end = rest[last]?.end ?? first?.end ?? 0;
  return { events, torn: bytes.length - end, bytes: end };
}

/** The lines that end with a line break, each with the offset after it. Bytes are counted, not characters: a line may be damaged. */
function wholeLines(bytes: Buffer): readonly { readonly text: string; readonly end: number }[] {
  const lines: { readonly text: string; readonly end: number }[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, from)) {
    lines.push({ text: bytes.subarray(from, at).toString('utf8'), end: at + 1 });
    from = at + 1;
  }
  return lines;
}

function startWriter(handle: FileHandle, options: { readonly first: string; readonly size: number }): Journal {
  let waiting = options.first;
  let size = options.size;
  let failed = false;
  let scheduled: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    // Events that arrive in the same turn go out in one write and one flush.
    await Promise.resolve();
    scheduled = undefined;
    const text = waiting;
    waiting = '';
    try {
      // Half a line that an earlier write left behind would hide the lines after it.
      if (failed) await handle.truncate(size);
      await handle.appendFile(text);
      await handle.datasync();
      size += Buffer.byteLength(text);
      failed = false;
    } catch (cause) {
      failed = true;
      waiting = text + waiting;
      throw cause;
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
    close: async () => {
      try {
        await (waiting === '' ? last : schedule());
      } catch {
        // Whoever appended has been told.
      } finally {
        await handle.close();
      }
    },
  };
}

function assertHeader(line: string | undefined, file: string): void {
  const found = line === undefined ? undefined : (safeParse(line) as Partial<typeof header> | undefined);
  if (found?.journal !== 'causebook')
    throw new UserError({ message: 'is not a causebook journal', place: { file, line: 1 } });
  if (found.version !== header.version) {
    throw new UserError({
      message: `is a journal of version ${String(found.version)}; this causebook reads version ${header.version}`,
      place: { file, line: 1 },
      hint: 'Open it with the causebook that wrote it.',
    });
  }
}

function parseEvent(line: string): Event | undefined {
  const found = safeParse(line) as Partial<Event> | undefined;
  return typeof found === 'object' && found !== null && typeof found.seq === 'number' && typeof found.type === 'string'
    ? (found as Event)
    : undefined;
}

function safeParse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
