import { open } from 'node:fs/promises';
import { createByteWindow } from '../read/byte-window.ts';
import { startSearch } from '../read/search-lines.ts';
import { takeInTurns } from '../read/take-in-turns.ts';
import { isTurnOver, nextTurn } from '../read/turns.ts';
import { createEventsAround, type EventsAround, type FoundLine, maxEventBytes } from './events-around.ts';
import { addCounts, type FileCounts } from './file-counts.ts';
import { createFoundSplitter } from './found-lines.ts';
import type { Work } from './read-here.ts';

/** Searches a file, and takes what was found: each line is an event, or the event around it is read. */
export async function searchFile(work: Work): Promise<void> {
  const { pass, index, plan, gatherer } = work;
  if (plan.way !== 'search') return;
  const { refs, signal, onBytes } = pass;
  const from = plan.range?.from ?? 0;
  refs.part(index, from, 0);
  const found: FoundLine[] = [];
  const base = refs.base(index);
  const mark = (offset: number, above: number) => refs.mark(index, offset, above);
  const around = plan.parser.isContinuation === undefined ? undefined : await openAround(work, mark);
  const splitter = createFoundSplitter({
    base,
    from,
    ...(around === undefined
      ? { taker: gatherer, mark }
      : {
          taker: { lineAt: undefined, line: (_, ref, line) => found.push({ offset: ref - base, line }) },
          mark: () => undefined,
        }),
  });
  // Starting a program blocks the thread until it runs, and eight checks begin at once.
  while (isTurnOver()) await nextTurn();
  if (signal.aborted) await around?.close();
  signal.throwIfAborted();
  const search =
    pass.begun?.take(plan.file, plan.pattern, plan.range) ??
    startSearch({ file: plan.file, pattern: plan.pattern, range: plan.range, signal });
  try {
    await takeInTurns(search.output, (block) => {
      signal.throwIfAborted();
      refs.found(index, block);
      splitter.push(block);
      return found.length === 0 ? undefined : around?.take(found.splice(0));
    });
    await search.done;
  } finally {
    search.stop();
    splitter.end();
    gatherer.end();
    await around?.close();
    const { tooLong, ...lines } = around?.counts() ?? splitter.counts();
    // A line that was cut before it was searched may not have been found.
    const cut = Math.max(tooLong, splitter.counts().tooLong, search.input?.tooLong ?? 0);
    addCounts(
      pass.counts[index] as FileCounts,
      search.input?.bytes ?? plan.bytes,
      { ...lines, tooLong: cut },
      gatherer.counts(),
    );
    onBytes(plan.bytes);
  }
}

/** Takes the events around found lines of a file that is open. */
type Around = Pick<EventsAround, 'counts'> & {
  readonly take: (found: readonly FoundLine[]) => Promise<undefined>;
  readonly close: () => Promise<void>;
};

/** What is held above a found line at first, and below it: most events are short. */
const aboveBytes = 4 * 1024;
const belowBytes = 60 * 1024;

async function openAround(
  { pass, index, plan, gatherer }: Work,
  mark: (offset: number, above: number) => void,
): Promise<Around> {
  const { refs, signal } = pass;
  const to = plan.range?.to ?? plan.file.bytes;
  const handle = await open(plan.file.path, 'r');
  const window = createByteWindow(handle, to);
  const events = createEventsAround({
    from: plan.range?.from ?? 0,
    to,
    base: refs.base(index),
    parser: plan.parser,
    gatherer,
    mark,
  });
  const hold = (offset: number, above: number, below: number) =>
    window.move(
      Math.max(events.done(), offset - Math.min(above, 2 * maxEventBytes)),
      offset + Math.min(below, 2 * maxEventBytes),
    );
  return {
    counts: events.counts,
    close: () => handle.close(),
    take: async (found) => {
      for (const line of found) {
        const { offset } = line;
        if (offset < events.done()) continue;
        while (isTurnOver()) await nextTurn();
        signal.throwIfAborted();
        const { from, bytes } = window.held();
        let above = aboveBytes;
        let below = belowBytes;
        if (offset < from || offset >= from + bytes.length) await hold(offset, above, below);
        for (;;) {
          const missing = events.take(line, window.held());
          if (missing === 'taken') break;
          if (missing === 'more above') above *= 4;
          else if (window.held().from + window.held().bytes.length >= offset + below) below *= 4;
          await hold(offset, above, below);
          signal.throwIfAborted();
        }
      }
      return undefined;
    },
  };
}
