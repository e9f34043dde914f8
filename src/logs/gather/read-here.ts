import { createQuestion, readsLines } from '../questions/create-question.ts';
import { createLineSplitter } from '../read/line-splitter.ts';
import { openBytes } from '../read/open-bytes.ts';
import { startSearch } from '../read/search-lines.ts';
import { takeInTurns } from '../read/take-in-turns.ts';
import { isTurnOver, nextTurn } from '../read/turns.ts';
import { addCounts, type FileCounts } from './file-counts.ts';
import type { Pass } from './gather.ts';
import { createGatherer, createTakeLines, type Gatherer } from './gatherer.ts';
import { createPasses } from './passes.ts';
import type { FilePlan } from './plan.ts';

/** Reads, on this thread, the files that are searched or streamed; resolves to what the question gathered. */
export async function readHere(
  pass: Pass,
  guard: (index: number, read: () => Promise<void>) => Promise<void>,
): Promise<unknown> {
  const question = createQuestion(pass.spec);
  const state = pass.state === undefined ? question.start() : structuredClone(pass.state);
  for (const [index, plan] of pass.plans.entries()) {
    if (plan.way === 'scan') continue;
    const gatherer = createGatherer({
      part: pass.refs.base(index) + (plan.range?.from ?? 0),
      parser: plan.parser,
      timing: plan.timing,
      window: pass.window,
      passes: createPasses(plan.untested),
      question,
      state: state as never,
      readsLines: readsLines(pass.spec) || plan.untested.texts.length > 0 || plan.untested.regex !== undefined,
    });
    await guard(index, () =>
      plan.way === 'search' ? searchFile({ pass, index, plan, gatherer }) : streamFile({ pass, index, plan, gatherer }),
    );
  }
  question.settle?.(state as never);
  return state;
}

type Work = { readonly pass: Pass; readonly index: number; readonly plan: FilePlan; readonly gatherer: Gatherer };

async function streamFile({ pass, index, plan, gatherer }: Work): Promise<void> {
  const { refs, signal, onBytes } = pass;
  const base = refs.base(index);
  const from = plan.range?.from ?? 0;
  refs.part(index, from, 0);
  let bytes = 0;
  const splitter = createLineSplitter({
    offset: from,
    onLine: (text, offset) => gatherer.line(text, base + offset, splitter.counts().lines),
    onBlock: createTakeLines(gatherer, base),
  });
  try {
    await takeInTurns(openBytes(plan.file, signal, plan.range), (block) => {
      signal.throwIfAborted();
      refs.mark(index, splitter.next(), splitter.counts().lines);
      splitter.push(block);
      bytes += block.length;
      onBytes(block.length);
    });
  } finally {
    splitter.end();
    gatherer.end();
    addCounts(pass.counts[index] as FileCounts, bytes, splitter.counts(), gatherer.counts());
  }
}

async function searchFile({ pass, index, plan, gatherer }: Work): Promise<void> {
  if (plan.way !== 'search') return;
  const { refs, signal, onBytes } = pass;
  const base = refs.base(index);
  const from = plan.range?.from ?? 0;
  refs.part(index, from, 0);
  const { lineAt } = gatherer;
  const splitter = createLineSplitter({
    offset: 1,
    onLine: (text) => {
      // number:offset:text
      const first = text.indexOf(':');
      const second = text.indexOf(':', first + 1);
      const offset = from + numberAt(text, first + 1, second);
      const line = numberAt(text, 0, first);
      const found = text.slice(second + 1);
      refs.mark(index, offset, line - 1);
      gatherer.line(offset === 0 && found.startsWith('\ufeff') ? found.slice(1) : found, base + offset, line);
    },
    onBlock:
      lineAt === undefined
        ? undefined
        : (block, begin) => {
            const { bytes } = block;
            let lines = 0;
            let next = begin;
            while (next < bytes.length) {
              let at = next;
              let line = 0;
              for (; bytes[at] !== colon; at++) line = line * 10 + (bytes[at] ?? 0) - 48;
              let offset = 0;
              for (at += 1; bytes[at] !== colon; at++) offset = offset * 10 + (bytes[at] ?? 0) - 48;
              const end = lineAt(block, at + 1, base + from + offset, line);
              if (end < 0) break;
              refs.mark(index, from + offset, line - 1);
              lines += 1;
              next = end;
            }
            return { lines, next };
          },
  });
  // Starting a program blocks the thread until it runs, and eight checks begin at once.
  while (isTurnOver()) await nextTurn();
  signal.throwIfAborted();
  const search =
    pass.begun?.take(plan.file, plan.pattern, plan.range) ??
    startSearch({ file: plan.file, pattern: plan.pattern, range: plan.range, signal });
  const size = plan.range === undefined ? plan.file.bytes : plan.range.to - plan.range.from;
  try {
    await takeInTurns(search.output, (block) => {
      signal.throwIfAborted();
      splitter.push(block);
    });
    await search.done;
  } finally {
    search.stop();
    splitter.end();
    gatherer.end();
    addCounts(pass.counts[index] as FileCounts, size, splitter.counts(), gatherer.counts());
    onBytes(size);
  }
}

const colon = 0x3a;

/** The number that the digits of a part of a text write, read where they stand: this is done for every line that is found. */
function numberAt(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - 48;
  return number;
}
