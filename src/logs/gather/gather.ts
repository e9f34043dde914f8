import { setMaxListeners } from 'node:events';
import type { EvidenceFile } from '../evidence-folder.ts';
import type { Filter } from '../filter.ts';
import type { LineParser } from '../formats/format.ts';
import type { KnownFormats } from '../formats/known-formats.ts';
import { createQuestion, type QuestionSpec } from '../questions/create-question.ts';
import { countOf } from '../questions/wording.ts';
import type { BegunSearches } from '../read/begin-searches.ts';
import { CutShort } from '../read/cut-short.ts';
import type { ReadReport } from '../read-report.ts';
import { sideBySide } from '../side-by-side.ts';
import { whyUnreadable } from '../why-unreadable.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { changeOf, createFileCounts, type FileCounts, tellCut, toReport } from './file-counts.ts';
import { maxStrays } from './gatherer.ts';
import { type InspectedFile, inspectFiles } from './inspect.ts';
import type { Room } from './kept-lines.ts';
import { leaveOutCopies } from './leave-out-copies.ts';
import { createIsSought, seeksText } from './passes.ts';
import type { Places } from './places.ts';
import { type FilePlan, planFile } from './plan.ts';
import type { Further } from './read-again.ts';
import { readHere } from './read-here.ts';
import { createRefBook, type RefBook } from './ref-book.ts';
import { defaultSizes, type Sizes } from './sizes.ts';
import { tellShared } from './tell-shared.ts';
import { tellTwice } from './tell-twice.ts';
import type { Timing } from './times.ts';

/** What a source says of its lines. `zone` is that of stamps that carry none; `orText`: lines of no known format are taken as they are. */
export type LogReading = {
  readonly format?: string | undefined;
  readonly orText?: boolean | undefined;
  readonly zone?: string | undefined;
  readonly stamps?: Timing['stamps'] | undefined;
  readonly duration?: Timing['duration'];
};

/** What a question gathered, what was read for it, and what finds its references again. */
export type Gathered = {
  readonly state: unknown;
  readonly report: ReadReport;
  /** The first lines that have the text that is sought and did not parse. */
  readonly strayRefs: readonly number[];
  readonly places: Places;
  /** What the log covers where that is nothing of the window, null where it has no line at all; undefined of all others. */
  readonly covers?: Coverage | null | undefined;
};

/** How far a read is, in bytes of all its files. */
export type Progress = { readonly bytes: number; readonly total: number };

/**
 * Asks a question of files that are one log, in the order of their first stamps. What cannot be read is told in the report and what was
 * read before is used. Throws only when `signal` fires, or for a fault of ours.
 */
export async function gather(options: {
  readonly files: readonly EvidenceFile[];
  readonly log: LogReading;
  readonly known: KnownFormats;
  readonly filter: Filter;
  readonly spec: QuestionSpec;
  readonly signal: AbortSignal;
  readonly sizes?: Sizes;
  readonly begun?: BegunSearches | undefined;
  /** Where lines of it will be shown: how much of what is found may be kept for that. */
  readonly room?: Room | undefined;
  readonly onProgress?: (progress: Progress) => void;
}): Promise<Gathered> {
  const { log, known, filter, spec, signal, sizes = defaultSizes, begun, room = { bytes: 0 }, onProgress } = options;
  const zone = log.zone ?? 'UTC';
  // Each file that is open listens to it.
  setMaxListeners(0, signal);
  const listed = await inspectFiles({
    ...options,
    formats: known.formats,
    format: log.format,
    zone,
    field: log.duration?.field,
  });
  const { files: inspected, copies } = await leaveOutCopies(listed, signal);
  const question = createQuestion(spec);
  const plans = await sideBySide(inspected, (one) =>
    planFile({ inspected: one, log, zone, filter, fields: question.fields, sizes }),
  );
  const refs = createRefBook(
    plans.map(({ file }) => file),
    room,
    plans.map(({ parser }) => furtherOf(parser, filter)),
  );
  const total = plans.reduce((sum, plan) => sum + plan.bytes, 0);
  let state: unknown;
  for (;;) {
    const counts = plans.map(({ file, format }) => createFileCounts(file, format.id));
    refs.clear();
    let bytes = 0;
    const pass = {
      plans,
      refs,
      window: filter.window,
      spec,
      state,
      counts,
      sizes,
      begun,
      signal,
      onBytes: (more: number) => {
        bytes += more;
        onProgress?.({ bytes, total });
      },
    };
    const states = await readAll(pass, known).catch((cause: unknown) => {
      refs.release();
      throw cause;
    });
    const [first, ...others] = states;
    const merged = others.reduce((into, from) => question.merge(into as never, from as never), first);
    const again = question.again?.(merged as never);
    if (again === undefined) {
      const spans = counts.flatMap(({ span }, index) => (inspected[index]?.isInZone === true ? [span] : []));
      const report = tellTwice(await reportOf(plans, counts, refs, signal), { zone, spans });
      // Where nothing was read or found, nothing took long.
      const missing = report.parsed === 0 ? [] : tellMissing(log.duration?.field, inspected);
      const shared = [...copies, ...(report.parsed === 0 ? [] : await tellShared(inspected, signal))];
      const problems = [...missing, ...report.problems, ...shared.map(({ say }) => say)];
      const strayRefs = counts.flatMap((one) => one.strayRefs).slice(0, maxStrays);
      const covers = await coverageOf({ inspected, plans, counts, report, window: filter.window });
      return { state: merged, report: { ...report, problems, shared }, strayRefs, places: refs, covers };
    }
    state = again;
  }
}

/** Of an event of several lines the one that has what is sought is shown beside the first, which may not have it. */
function furtherOf({ isContinuation }: LineParser, { texts, regex }: Filter): Further | undefined {
  const untested = { texts, regex, where: [] };
  const isSought = createIsSought({ isSought: seeksText(untested), untested });
  return isContinuation === undefined || isSought === undefined ? undefined : { isContinuation, isSought };
}

/** A field that is not there or is no number, or whose name was misspelt, would leave the ends of all events unknown without a word. */
function tellMissing(field: string | undefined, inspected: readonly InspectedFile[]): readonly string[] {
  const known = inspected.filter(({ holds }) => holds !== undefined);
  const [first] = known;
  if (first === undefined || known.some(({ holds }) => holds === 'number')) return [];
  const what = known.some(({ holds }) => holds === 'no-number')
    ? `no number in the field "${field}"`
    : `no field "${field}"`;
  const others = known.length === 1 ? '' : ` and of ${countOf(known.length - 1, 'other file')}`;
  return [`the first lines of ${first.file.name}${others} have ${what}, which is to say how long each took`];
}

/** One pass over all files. */
export type Pass = {
  readonly plans: readonly FilePlan[];
  readonly refs: RefBook;
  readonly window: Filter['window'];
  readonly spec: QuestionSpec;
  /** What the pass before came to; undefined in the first. */
  readonly state: unknown;
  readonly counts: readonly FileCounts[];
  readonly sizes: Sizes;
  readonly begun: BegunSearches | undefined;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
};

async function readAll(pass: Pass, known: KnownFormats): Promise<readonly unknown[]> {
  const isScanned = pass.plans.some(({ way }) => way === 'scan');
  const here = await readHere(pass, async (index, read) => {
    const { file } = pass.plans[index] as FilePlan;
    const counts = pass.counts[index] as FileCounts;
    if (file.problem !== undefined) return tellCut(counts, file.problem);
    await guard({ file, counts, signal: pass.signal }, read);
  });
  if (!isScanned) return [here];
  // Threads are for large logs: others do not wait for what starts them.
  const { readInThreads } = await import('./read-in-threads.ts');
  const threads = await readInThreads(pass, known, (index, read) =>
    guard(
      { file: (pass.plans[index] as FilePlan).file, counts: pass.counts[index] as FileCounts, signal: pass.signal },
      read,
    ),
  );
  return [here, ...threads];
}

/** Reads a file; what goes wrong with it is told, and the others are read all the same. */
async function guard(
  of: { readonly file: EvidenceFile; readonly counts: FileCounts; readonly signal: AbortSignal },
  read: () => Promise<void>,
): Promise<void> {
  const { file, counts, signal } = of;
  let problem: string | undefined;
  try {
    await read();
  } catch (cause) {
    // A fault of ours is no fault of the file.
    if (signal.aborted || cause instanceof TypeError || cause instanceof ReferenceError) throw cause;
    problem =
      cause instanceof CutShort
        ? `${file.name} is cut off or broken (${cause.message}): ${cause.isEmpty ? 'nothing of it could be read' : 'what came before was used'}`
        : `${file.name} cannot be read to its end: ${whyUnreadable(cause, file.name)}`;
    // It went before it was opened: nothing was read.
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      return tellCut(counts, `${file.name} cannot be read: ${whyUnreadable(cause, file.name)}`);
  }
  // What goes wrong with a file that changes is no news beside that.
  problem = (await changeOf(file)) ?? problem;
  if (problem !== undefined) tellCut(counts, problem);
}

async function reportOf(
  plans: readonly FilePlan[],
  all: readonly FileCounts[],
  refs: RefBook,
  signal: AbortSignal,
): Promise<ReadReport> {
  const first = all.find(({ firstUnparsed }) => firstUnparsed >= 0)?.firstUnparsed;
  const [place] = first === undefined ? [] : await refs.resolve([first], signal);
  const at = place === undefined ? null : place.line === undefined ? place.source : `${place.source}:${place.line}`;
  const skippedBytes = plans.reduce((sum, { file, bytes }) => sum + file.bytes - bytes, 0);
  const isSearch = plans.some(({ way }) => way === 'search');
  const report = { ...toReport(all, at), skippedBytes, isSearch, uncovered: [], shared: [] };
  // What a search found says nothing of the silence between.
  return isSearch ? { ...report, gaps: [] } : report;
}
