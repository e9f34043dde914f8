import { type Block, lineIn } from '../block.ts';
import type { Format, LineParser, ParsedLine } from '../formats/format.ts';
import type { LogEvent } from '../log-event.ts';
import type { Question } from '../questions/question.ts';
import { maxLineBytes, type TakeLines } from '../read/line-splitter.ts';
import type { Window } from '../window.ts';
import { addStamp, createSpan, type Span } from './span.ts';
import { type EventLine, isApart, isOutside, type Timing, timesOf } from './times.ts';

/** What a gatherer saw: lines by what became of them, and the stamps of those that parsed. Offsets are -1 where there is none. */
export type GatherCounts = {
  readonly parsed: number;
  readonly unparsed: number;
  readonly firstUnparsed: number;
  /** Lines that have the text that is sought and did not parse, and the first of them. */
  readonly strays: number;
  readonly strayRefs: readonly number[];
  readonly inWindow: number;
  /** Events that were left out of the window because they have no time. */
  readonly unstamped: number;
  /** Events of several lines that were too long, and were cut. */
  readonly cutEvents: number;
  readonly span: Span;
};

/** Turns lines into events and asks each that passes the filter. */
export type Gatherer = {
  /** Takes the next line; `ref` must grow from line to line, `line` counts from 1 in this part of the file. */
  readonly line: (text: string, ref: number, line: number) => void;
  /**
   * Takes the line that begins at an index of a block, where it can be read in place, and gives where the next one begins; -1 where it
   * has to be cut out. Undefined where each line must be.
   */
  readonly lineAt: ((block: Block, from: number, ref: number, line: number) => number) | undefined;
  /** Ends the event that may still be open. */
  readonly end: () => void;
  readonly counts: () => GatherCounts;
};

/** So many lines that have the text and did not parse are shown. */
export const maxStrays = 4;

/** An event of several lines keeps this many characters, as a line does. */
const maxEventChars = maxLineBytes;

/**
 * Creates a gatherer of one file. `passes` tells whether an event is asked for, apart from the window. A blank line is
 * neither parsed nor unparsed.
 */
export function createGatherer<State>(options: {
  /** The reference at which what it will be given begins. */
  readonly part: number;
  readonly parser: LineParser | undefined;
  readonly timing: Timing;
  readonly window: Window | undefined;
  /** Whether the log has stamps, so that an event without one is left out of a window; else none could be asked for. */
  readonly isStamped: boolean;
  readonly passes: ((event: LogEvent) => boolean) | undefined;
  /** Whether a line that did not parse has the text that is sought; undefined where none is. */
  readonly isSought: ((text: string) => boolean) | undefined;
  readonly question: Question<State>;
  readonly state: State;
  /** Whether the question, or what is left of the filter, reads the lines themselves. */
  readonly readsLines: boolean;
}): Gatherer {
  const { part, parser, timing, window, isStamped, passes, isSought, question, state, readsLines } = options;
  const span = createSpan();
  const strayRefs: number[] = [];
  const counts = {
    parsed: 0,
    unparsed: 0,
    firstUnparsed: -1,
    strays: 0,
    strayRefs,
    inWindow: 0,
    unstamped: 0,
    cutEvents: 0,
    span,
  };
  const continues = parser?.isContinuation;
  let open:
    | {
        readonly parsed: ParsedLine;
        raw: string;
        isCut: boolean;
        readonly ref: number;
        readonly part: number;
        readonly line: number;
      }
    | undefined;

  const ask = (parsed: ParsedLine, at: EventLine) => {
    const event = timesOf(parsed, at, timing);
    if (window !== undefined) {
      if (Number.isNaN(event.at)) {
        if (isStamped) {
          counts.unstamped += 1;
          return;
        }
      } else if (isApart(event, window)) return;
    }
    counts.inWindow += 1;
    if (passes === undefined || passes(event)) question.add(state, event);
  };

  const close = () => {
    if (open === undefined) return;
    ask(open.parsed, open);
    open = undefined;
  };

  const begin = (parsed: ParsedLine, raw: string, ref: number, line: number) => {
    if (continues === undefined) return ask(parsed, { raw, ref, part, line });
    close();
    open = { parsed, raw, isCut: false, ref, part, line };
  };

  const miss = (text: string, ref: number) => {
    counts.unparsed += 1;
    if (counts.firstUnparsed < 0) counts.firstUnparsed = ref;
    if (isSought?.(text) !== true) return;
    counts.strays += 1;
    if (strayRefs.length < maxStrays) strayRefs.push(ref);
  };

  const parseAt = parser?.parseAt;
  const endOf = parser?.end;
  const lineAt: Gatherer['lineAt'] =
    parseAt === undefined || endOf === undefined
      ? undefined
      : (block, from, ref, line) => {
          const parsed = parseAt(block, from);
          if (parsed === undefined) return -1;
          const next = endOf();
          counts.parsed += 1;
          addStamp(span, parsed.atMs);
          begin(parsed, readsLines ? lineIn(block, from, next) : '', ref, line);
          return next;
        };

  return {
    lineAt,
    line: (text, ref, line) => {
      // Most lines begin with a sign: only of the others it takes a look at the whole.
      if (!(text.charCodeAt(0) > 0x20) && text.trim() === '') return;
      if (parser === undefined) return miss(text, ref);
      if (window !== undefined && continues === undefined) {
        const stamp = parser.quickStamp(text);
        if (stamp !== undefined && isOutside(stamp, window, timing)) {
          counts.parsed += 1;
          addStamp(span, stamp);
          return;
        }
      }
      const parsed = parser.parse(text);
      if (parsed !== undefined) {
        counts.parsed += 1;
        addStamp(span, parsed.atMs);
        begin(parsed, text, ref, line);
        return;
      }
      if (open === undefined || continues === undefined || !continues(text)) return miss(text, ref);
      counts.parsed += 1;
      if (open.isCut) return;
      open.isCut = open.raw.length + text.length >= maxEventChars;
      if (open.isCut) counts.cutEvents += 1;
      else open.raw += `\n${text}`;
    },
    end: close,
    counts: () => counts,
  };
}

/** Takes lines of a block, from an offset of a log that begins at `base`, as long as they can be read in place. */
export function createTakeLines({ lineAt }: Gatherer, base: number): TakeLines | undefined {
  if (lineAt === undefined) return undefined;
  return (block, from, offset, line) => {
    let lines = 0;
    let next = from;
    while (next < block.bytes.length) {
      const end = lineAt(block, next, base + offset + next, line + lines);
      if (end < 0) break;
      lines += 1;
      next = end;
    }
    return { lines, next };
  };
}

/** What a format and its source say of stamps and durations. */
export function timingOf(
  format: Pick<Format, 'stamps' | 'duration'> | undefined,
  log: { readonly stamps?: Timing['stamps'] | undefined; readonly duration?: Timing['duration'] },
): Timing {
  return { stamps: log.stamps ?? format?.stamps ?? 'start', duration: log.duration ?? format?.duration };
}
