import { createQuestion, readsLines } from '../questions/create-question.ts';
import { createLineSplitter } from '../read/line-splitter.ts';
import { openBytes } from '../read/open-bytes.ts';
import { takeInTurns } from '../read/take-in-turns.ts';
import { addCounts, type FileCounts } from './file-counts.ts';
import type { Pass } from './gather.ts';
import { createGatherer, createTakeLines, type Gatherer } from './gatherer.ts';
import { createIsSought, createPasses, seeksText } from './passes.ts';
import type { FilePlan } from './plan.ts';
import { searchFile } from './search-file.ts';

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
      isStamped: plan.isStamped,
      passes: createPasses(plan.untested),
      isSought: createIsSought(plan),
      question,
      state: state as never,
      readsLines: readsLines(pass.spec) || seeksText(plan.untested),
    });
    await guard(index, () =>
      plan.way === 'search' ? searchFile({ pass, index, plan, gatherer }) : streamFile({ pass, index, plan, gatherer }),
    );
  }
  question.settle?.(state as never);
  return state;
}

/** A file to be read on this thread. */
export type Work = {
  readonly pass: Pass;
  readonly index: number;
  readonly plan: FilePlan;
  readonly gatherer: Gatherer;
};

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
    const onTooLong = (leftOut: number) => {
      bytes += leftOut;
    };
    await takeInTurns(openBytes(plan.file, signal, { range: plan.range, onTooLong }), (block) => {
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
