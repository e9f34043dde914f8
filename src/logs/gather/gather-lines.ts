import type { Filter } from '../filter.ts';
import type { Format, ParseContext } from '../formats/format.ts';
import type { KnownFormats } from '../formats/known-formats.ts';
import { createQuestion, type QuestionSpec } from '../questions/create-question.ts';
import { noReport } from '../read-report.ts';
import type { RemoteStore, StoreLine } from '../stores/store.ts';
import { silencesOf } from './file-counts.ts';
import { detectFormat, toFormat } from './format-of-lines.ts';
import type { Gathered, LogReading } from './gather.ts';
import { createGatherer, timingOf } from './gatherer.ts';
import { inStreams } from './in-streams.ts';
import { createIsSought, createPasses, seeksText } from './passes.ts';
import type { Excerpt, Places } from './places.ts';
import { readEdges } from './read-edges.ts';
import { maxLines, readLines, readSample } from './read-lines.ts';

const maxShown = 4000;

/**
 * Asks a question of a remote store: it gives the lines of the filter, and what it could not filter by is tested here, so that
 * the answer is that of the same log in files. `name` is how its lines are named.
 */
export async function gatherLines(options: {
  readonly store: RemoteStore;
  readonly name: string;
  readonly log: LogReading;
  readonly known: KnownFormats;
  readonly filter: Filter;
  readonly spec: QuestionSpec;
  readonly now: number;
  readonly signal: AbortSignal;
}): Promise<Gathered> {
  const { store, name, log, known, filter, spec, now, signal } = options;
  const read = await readLines(store, filter, { most: maxLines, signal });
  const context = { zone: log.zone ?? 'UTC', modifiedMs: now };
  const found = log.format === undefined ? detectFormat(read.lines, known, context) : undefined;
  const seeks = seeksText(filter);
  // What is sought may stand in just the lines that are not of the format, or in none: some others tell the format then, and the stamps.
  const isTold =
    read.lines.length === 0
      ? filter.window === undefined
      : log.format !== undefined || areAll(read.lines, found, context);
  const others = isTold || !seeks ? [] : await readSample(store, filter, signal);
  const format = toFormat(log.format, detectFormat(others, known, context) ?? found, known);
  const inner = format.open(context);
  const timing = timingOf(format, log);
  const { lines, report } = await readEdges({ store, filter, read, others, parser: inner, timing, signal });
  // Of lines that were found, what stood between them is not known.
  const order = seeks ? [...lines.keys()] : [...inStreams(lines, inner)];
  const question = createQuestion(spec);
  let state = question.start();
  for (;;) {
    let current: StoreLine | undefined;
    const parser = {
      ...inner,
      isContinuation: seeks ? undefined : inner.isContinuation,
      quickStamp: () => undefined,
      parse: (text: string) => {
        const parsed = inner.parse(text);
        if (parsed === undefined || current === undefined) return parsed;
        return {
          atMs: Number.isNaN(parsed.atMs) ? (current.atMs ?? Number.NaN) : parsed.atMs,
          resolutionMs: Number.isNaN(parsed.atMs) ? 1 : parsed.resolutionMs,
          fields: { ...current.labels, ...parsed.fields },
        };
      },
    };
    const gatherer = createGatherer({
      part: 0,
      parser,
      timing,
      window: filter.window,
      isStamped: true,
      passes: createPasses(filter),
      isSought: createIsSought({ isSought: seeks, untested: filter }),
      question,
      state,
      readsLines: true,
    });
    for (const index of order) {
      const line = lines[index];
      if (line === undefined || line.isBare === true) continue;
      current = line;
      gatherer.line(line.text, index, index + 1);
    }
    gatherer.end();
    question.settle?.(state);
    const again = question.again?.(state);
    if (again !== undefined) {
      state = again;
      continue;
    }
    const { parsed, firstUnparsed, strays, strayRefs, inWindow, unstamped, span } = gatherer.counts();
    // What has no text parses in no format.
    const firstBare = lines.findIndex(({ isBare }) => isBare === true);
    const bare = lines.filter(({ isBare }) => isBare === true).length;
    const [first] = [firstUnparsed, firstBare].filter((index) => index >= 0).sort((a, b) => a - b);
    return {
      state,
      strayRefs,
      places: placesOf(lines, name),
      report: {
        ...noReport,
        files: [name],
        formats: [format.id],
        bytes: report.bytes,
        lines: lines.length,
        isSearch: seeks,
        parsed,
        unparsed: gatherer.counts().unparsed + bare,
        firstUnparsed: (first === undefined ? undefined : lines[first]?.place) ?? null,
        strays,
        inWindow,
        unstamped,
        first: Number.isNaN(span.firstMs) ? null : new Date(span.firstMs).toISOString(),
        last: Number.isNaN(span.lastMs) ? null : new Date(span.lastMs).toISOString(),
        gaps: seeks || filter.where.length > 0 || report.isCut ? [] : silencesOf(name, span),
        cut: report.isCut ? [name] : [],
        problems: report.problems,
      },
    };
  }
}

/** Whether all lines are of a format. */
function areAll(lines: readonly StoreLine[], format: Format | undefined, context: ParseContext): boolean {
  const parser = format?.open({ ...context, fields: [] });
  return lines.every(({ text }) => parser?.parse(text) !== undefined);
}

/** A line of a store is named by its number among those that came, and shown with its place there. */
function placesOf(lines: readonly StoreLine[], name: string): Places {
  const excerptAt = (index: number): Excerpt | undefined => {
    const line = lines[index];
    if (line === undefined) return undefined;
    const text = line.text.length > maxShown ? `${line.text.slice(0, maxShown)} …` : line.text;
    return { source: `${name} ${line.place}`, text };
  };
  return {
    resolve: async (refs) => refs.flatMap((ref) => excerptAt(ref) ?? []),
    release: () => undefined,
    namings: () => [{ part: 0, prefix: `${name}:`, above: 0 }],
    find: async (names) =>
      new Map(
        names.flatMap((one) => {
          const excerpt = one.startsWith(`${name}:`) ? excerptAt(Number(one.slice(name.length + 1)) - 1) : undefined;
          return excerpt === undefined ? [] : [[one, excerpt] as const];
        }),
      ),
  };
}
