import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Problem, UserError } from '../errors.ts';
import type { Event } from './events.ts';

/**
 * What a journal holds. `torn` is the number of bytes at its end that were no event and were dropped; `isTornLine` when they are one
 * unfinished line. `damaged` are the numbers of the lines before the last event that could not be read.
 */
export type ReadJournal = {
  readonly events: readonly Event[];
  readonly torn: number;
  readonly isTornLine: boolean;
  readonly bytes: number;
  readonly damaged: readonly number[];
};

/** Version of the journal's format, written as the first line. */
const header = { journal: 'causebook', version: 1 } as const;
export const headerLine = `${JSON.stringify(header)}\n`;

/**
 * Reads a journal; throws a `UserError` when it is not one, one of another version, or damaged before its last event; with `skipDamaged`
 * the lines that cannot be read are left out. One that ended before its first line was whole holds nothing.
 */
export async function readJournal(
  file: string,
  of: { readonly skipDamaged?: boolean | undefined } = {},
): Promise<ReadJournal> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return Buffer.alloc(0);
    if (code === 'EACCES' || code === 'EPERM')
      throw new UserError(
        {
          message: 'is a journal that only whoever opened the incident may read',
          place: { file },
          hint: 'Go on as them, or have them hand over what causebook note writes.',
        },
        { cause },
      );
    throw cause;
  });
  const [first, ...rest] = wholeLines(bytes);
  if (first === undefined && headerLine.startsWith(withoutZeroes(bytes).toString('utf8')))
    return { events: [], torn: bytes.length, isTornLine: bytes.length > 0, bytes: 0, damaged: [] };
  assertHeader({ line: first?.text, opened: rest[0]?.text }, file);
  const parsed = rest.map((line) => parseEvent(line.text));
  // After a crash of the machine the last blocks may be zeroes or garbage: what stands before them counts.
  const last = parsed.findLastIndex((event) => event !== undefined);
  const inside = parsed.slice(0, last + 1);
  // What a disk that hung had taken after all, and was appended by hand as well, may begin with the first line.
  const damaged = inside.flatMap((event, index) =>
    event === undefined && `${rest[index]?.text}\n` !== headerLine ? [index + 2] : [],
  );
  const events = withoutRepeats(inside.filter((event) => event !== undefined));
  if (damaged.length > 0 && of.skipDamaged !== true)
    throw new UserError(damaged.map((line) => tellDamage(line, { file, parsed: inside })));
  const end = rest[last]?.end ?? first?.end ?? 0;
  const tail = bytes.subarray(end);
  return {
    events,
    torn: tail.length,
    isTornLine: tail.length > 0 && !tail.includes(0x0a) && !tail.includes(0),
    bytes: end,
    damaged,
  };
}

/** An event as a line of the journal holds it; undefined where the line is none. */
export function parseEvent(line: string): Event | undefined {
  const found = safeParse(line) as Partial<Event> | undefined;
  return typeof found === 'object' && found !== null && typeof found.seq === 'number' && typeof found.type === 'string'
    ? (found as Event)
    : undefined;
}

function tellDamage(
  line: number,
  of: { readonly file: string; readonly parsed: readonly (Event | undefined)[] },
): Problem {
  const after = of.parsed.slice(line - 1).filter((event) => event !== undefined).length;
  return {
    message: 'is damaged: this line is not an event',
    place: { file: of.file, line },
    hint: `${after} event${after === 1 ? ' stands' : 's stand'} after it. With --skip-damaged all that can be read is read; a resume then keeps the file as it is under another name.`,
  };
}

/** Lines that were kept elsewhere while the disk hung, and appended by hand, may have reached it after all: an event counts once. */
function withoutRepeats(events: readonly Event[]): readonly Event[] {
  const seen = new Set<number>();
  return events.filter(({ seq }) => seen.size < seen.add(seq).size);
}

/** A file that was being grown when the machine went down may end in zeroes. */
function withoutZeroes(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
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

function assertHeader(
  { line, opened }: { readonly line: string | undefined; readonly opened: string | undefined },
  file: string,
): void {
  const found = line === undefined ? undefined : (safeParse(line) as Partial<typeof header> | undefined);
  if (found?.journal !== 'causebook')
    throw new UserError({ message: 'is not a causebook journal', place: { file, line: 1 } });
  if (found.version !== header.version) {
    const age = Number(found.version) > header.version ? 'newer' : 'older';
    throw new UserError({
      message: `is a journal of version ${String(found.version)}, as ${age} causebooks write it; this one reads version ${header.version}`,
      place: { file, line: 1 },
      hint: `Go on with it in the causebook that wrote it${named(opened)}. How far it had come: ${path.join(path.dirname(file), 'note.md')}`,
    });
  }
}

/** What the opening says wrote it. */
function named(opened: string | undefined): string {
  const tool = opened === undefined ? undefined : (safeParse(opened) as { readonly tool?: unknown } | undefined)?.tool;
  return typeof tool === 'string' ? ` (${tool.slice(0, 60)})` : '';
}

function safeParse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
