import { isUtf8 } from 'node:buffer';
import type { LineParser } from '../formats/format.ts';
import type { Held } from '../read/byte-window.ts';
import { type LineCounts, maxLineBytes } from '../read/line-splitter.ts';
import type { Gatherer } from './gatherer.ts';

/** A line that a search found: the offset of its first byte, and its number in this part of the file. */
export type FoundLine = { readonly offset: number; readonly line: number };

/** Takes found lines in their order, and gives a gatherer the events they are in, each once. */
export type EventsAround = {
  /** Takes a line where what is held of the file has its event whole; else nothing is changed, and it tells what is missing. */
  readonly take: (found: FoundLine, held: Held) => 'taken' | 'more above' | 'more below';
  /** The offset up to which all has been looked at. */
  readonly done: () => number;
  /** The lines of those events. */
  readonly counts: () => LineCounts;
};

/** What is kept of an event, were each of its characters as long as UTF-8 has them. */
export const maxEventBytes = 4 * maxLineBytes;

/**
 * Creates what finds the events around found lines of a part of a file, from byte `from` up to `to`. The beginning of an event is looked for as
 * far above a line, and its end as far below, as an event is kept; a line that is in none is given alone, and the gatherer tells that it is no
 * event.
 */
export function createEventsAround(of: {
  readonly from: number;
  readonly to: number;
  /** The reference of the file's first byte. */
  readonly base: number;
  readonly parser: LineParser;
  readonly gatherer: Gatherer;
  /** Hears where an event begins, and how many lines are above it. */
  readonly mark: (offset: number, above: number) => void;
}): EventsAround {
  const { from, to, base, parser, gatherer, mark } = of;
  const counts = { lines: 0, tooLong: 0, undecodable: 0, isOpen: false };
  let done = from;
  /** What is known to follow there. */
  let follows: 'event' | 'rest of an event' | undefined;
  /** Lines behind it that were given already, because they are no part of an event. */
  const alone = new Set<number>();

  const isEventAt = (held: Held, offset: number, next: number): boolean => {
    if (offset === done && follows !== undefined) return follows === 'event';
    const text = textOf(held, offset, next);
    return text !== undefined && parser.parse(text) !== undefined;
  };

  const give = (held: Held, offset: number, next: number, line: number): void => {
    if (alone.has(offset)) return;
    counts.lines += 1;
    const text = textOf(held, offset, next);
    if (text === undefined) {
      counts.tooLong += 1;
      return;
    }
    if (text.includes('\ufffd') && !isUtf8(held.bytes.subarray(offset - held.from, next - held.from)))
      counts.undecodable += 1;
    gatherer.line(text, base + offset, line);
  };

  /** The line above a line with which its event begins; undefined where there is none, null where it may lie above what is held. */
  const findStart = ({ offset, line }: FoundLine, held: Held): FoundLine | undefined | null => {
    const limit = Math.max(done, offset - maxEventBytes);
    let number = line;
    for (let below = offset; below > limit; ) {
      // The byte before is the newline of the line itself.
      const end = below - 2 < held.from ? -1 : held.bytes.lastIndexOf(newline, below - 2 - held.from);
      if (end < 0 && held.from > limit) return null;
      const above = end < 0 ? held.from : held.from + end + 1;
      if (above < limit || (above === limit && limit > done)) return undefined;
      number -= 1;
      if (isEventAt(held, above, below)) return { offset: above, line: number };
      below = above;
    }
    return undefined;
  };

  const takeEvent = (start: FoundLine, found: FoundLine, held: Held): 'taken' | 'more below' => {
    const ends: number[] = [];
    let next: typeof follows;
    for (let at = start.offset; ; ) {
      const end = endOf(held, at, to);
      const isLong = (end ?? held.from + held.bytes.length) - start.offset > maxEventBytes;
      if (end === undefined && !isLong) return 'more below';
      if (at > found.offset && end !== undefined && isEventAt(held, at, end)) {
        next = 'event';
        break;
      }
      if (isLong || at >= to) {
        next = 'rest of an event';
        break;
      }
      ends.push(end as number);
      at = end as number;
    }
    mark(start.offset, start.line - 1);
    let at = start.offset;
    for (const [index, end] of ends.entries()) {
      give(held, at, end, start.line + index);
      at = end;
    }
    gatherer.end();
    done = at;
    follows = next;
    alone.clear();
    return 'taken';
  };

  return {
    take: (found, held) => {
      const { offset, line } = found;
      if (offset < done) return 'taken';
      const next = endOf(held, offset, to);
      if (next === undefined) return 'more below';
      if (isEventAt(held, offset, next)) return takeEvent(found, found, held);
      const goesOn = parser.isContinuation?.(textOf(held, offset, next) ?? '') === true;
      const start = goesOn ? findStart(found, held) : undefined;
      if (start === null) return 'more above';
      if (start !== undefined) return takeEvent(start, found, held);
      const isRest = goesOn && follows === 'rest of an event';
      if (!isRest) give(held, offset, next, line);
      // A line that does not go on with an event does not end it either.
      if (!goesOn) alone.add(offset);
      else {
        done = next;
        follows = isRest ? follows : undefined;
      }
      return 'taken';
    },
    done: () => done,
    counts: () => counts,
  };
}

const newline = 0x0a;

/** Where the line that begins at an offset ends: behind its newline, or where the part does; undefined where that is not held. */
function endOf(held: Held, offset: number, to: number): number | undefined {
  const end = held.bytes.indexOf(newline, offset - held.from);
  if (end >= 0) return held.from + end + 1;
  return held.from + held.bytes.length >= to || held.isEnd ? held.from + held.bytes.length : undefined;
}

/** A line as a splitter gives it; undefined where it is longer than one may be. */
function textOf({ bytes, from }: Held, offset: number, next: number): string | undefined {
  if (next - offset > maxLineBytes + 1) return undefined;
  const first = offset - from;
  let end = next - from;
  if (bytes[end - 1] === newline) end -= 1;
  if (bytes[end - 1] === 0x0d) end -= 1;
  const text = bytes.toString('utf8', first, end);
  return offset === 0 && text.startsWith('\ufeff') ? text.slice(1) : text;
}
