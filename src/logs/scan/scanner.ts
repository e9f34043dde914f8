import { readSync } from 'node:fs';
import type { LineParser } from '../formats/format.ts';
import { knowFormats } from '../formats/known-formats.ts';
import { createGatherer, createTakeLines, type GatherCounts } from '../gather/gatherer.ts';
import { createIsSought, createPasses, seeksText } from '../gather/passes.ts';
import type { LogEvent } from '../log-event.ts';
import { createQuestion, readsLines } from '../questions/create-question.ts';
import { createLineSplitter, type LineCounts } from '../read/line-splitter.ts';
import { whyUnreadable } from '../why-unreadable.ts';
import type { FileJob, ScanPart, ScanStart } from './scan-job.ts';

/** Reads parts of files and gathers what a question wants of them. It blocks its thread while it reads. */
export type Scanner = {
  readonly scan: (part: ScanPart) => {
    readonly bytes: number;
    readonly lines: LineCounts;
    readonly counts: GatherCounts;
    /** Why it could not be read to its end. */
    readonly problem: string | undefined;
  };
  /** All that was gathered. */
  readonly finish: () => unknown;
};

type Reader = {
  readonly job: FileJob;
  readonly parser: LineParser | undefined;
  readonly passes: ((event: LogEvent) => boolean) | undefined;
  readonly isSought: ((text: string) => boolean) | undefined;
};

// As text a block must stay under 128 KiB, beyond which V8 keeps it apart from the young and reading takes half as long again.
const blockBytes = 120 * 1024;

/** Creates a scanner. */
export function createScanner(start: ScanStart): Scanner {
  const { formats } = knowFormats(start.definitions);
  const question = createQuestion(start.spec);
  const state = start.state ?? question.start();
  const asksLines = readsLines(start.spec);
  const readers = new Map<number, Reader>();
  const block = Buffer.allocUnsafe(blockBytes);

  const readerOf = (file: number): Reader => {
    const known = readers.get(file);
    if (known !== undefined) return known;
    const job = start.files[file];
    if (job === undefined) throw new Error(`file ${file} was not announced`);
    const parser = formats.get(job.format)?.open(job.context);
    const reader = { job, parser, passes: createPasses(job.untested), isSought: createIsSought(job) };
    readers.set(file, reader);
    return reader;
  };

  /** How many bytes were read into the block, or why none. */
  const readBlock = (fd: number, length: number, at: number): number | string => {
    try {
      return readSync(fd, block, 0, length, at);
    } catch (cause) {
      return whyUnreadable(cause, '');
    }
  };

  return {
    scan: (part) => {
      const { job, parser, passes, isSought } = readerOf(part.file);
      const { timing, window, isStamped, base } = job;
      const gatherer = createGatherer({
        part: base + part.from,
        parser,
        timing,
        window,
        isStamped,
        passes,
        isSought,
        question,
        state,
        readsLines: asksLines || seeksText(job.untested),
      });
      const splitter = createLineSplitter({
        offset: part.from,
        onLine: (text, offset) => gatherer.line(text, base + offset, splitter.counts().lines),
        onBlock: createTakeLines(gatherer, base),
      });
      let bytes = 0;
      let problem: string | undefined;
      if ('bytes' in part) {
        const all = Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.bytes.byteLength);
        for (let at = 0; at < all.length; at += blockBytes) splitter.push(all.subarray(at, at + blockBytes));
        bytes = all.length;
      } else {
        for (let at = part.from; at < part.to; ) {
          const read = readBlock(part.fd, Math.min(blockBytes, part.to - at), at);
          // The file has become shorter than it was: whoever counts the bytes sees it.
          if (read === 0) break;
          if (typeof read === 'string') {
            problem = read;
            break;
          }
          splitter.push(read === blockBytes ? block : block.subarray(0, read));
          at += read;
          bytes += read;
        }
      }
      splitter.end();
      gatherer.end();
      return { bytes, lines: splitter.counts(), counts: gatherer.counts(), problem };
    },
    finish: () => {
      question.settle?.(state);
      return state;
    },
  };
}
