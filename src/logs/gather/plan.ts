import type { Condition } from '../condition.ts';
import type { EvidenceFile } from '../evidence-folder.ts';
import { type Filter, seeksBeyondAscii } from '../filter.ts';
import type { Format, LineParser, ParseContext } from '../formats/format.ts';
import { plainText, unknownFormat as unknown } from '../formats/plain-text.ts';
import { createFinder, toRe2 } from '../pattern.ts';
import type { ByteRange } from '../read/open-bytes.ts';
import type { Pattern } from '../read/search-lines.ts';
import { findRange } from './find-range.ts';
import type { LogReading } from './gather.ts';
import { timingOf } from './gatherer.ts';
import type { InspectedFile } from './inspect.ts';
import { seeksText, type Untested } from './passes.ts';
import type { Sizes } from './sizes.ts';
import type { Timing } from './times.ts';

/**
 * How one file is read. `search`: ripgrep finds the lines; `stream`: all lines, here; `scan`: all lines, in threads.
 * `untested` is what of the filter remains to be tested on the lines that come, `isSought` whether it sought something in the lines themselves.
 */
export type FilePlan = {
  readonly file: EvidenceFile;
  readonly format: Format;
  readonly parser: LineParser;
  readonly context: ParseContext;
  readonly timing: Timing;
  /** Whether a stamp was seen at its beginning. */
  readonly isStamped: boolean;
  readonly range: ByteRange | undefined;
  /** How much of the file is to be read. */
  readonly bytes: number;
  readonly isSought: boolean;
  readonly untested: Untested;
} & ({ readonly way: 'search'; readonly pattern: Pattern } | { readonly way: 'stream' | 'scan' });

/** Decides how to read a file for a filter; `fields` are the fields that will be needed, all where undefined. */
export async function planFile(options: {
  readonly inspected: InspectedFile;
  readonly log: LogReading;
  readonly zone: string;
  readonly filter: Filter;
  readonly fields: readonly string[] | undefined;
  readonly sizes: Sizes;
}): Promise<FilePlan> {
  const { inspected, log, zone, filter, fields, sizes } = options;
  const { file, format = log.orText === true ? plainText : unknown } = inspected;
  const timing = timingOf(format, log);
  const wanted =
    fields === undefined
      ? undefined
      : [
          ...fields,
          ...filter.where.map(({ field }) => field),
          ...(timing.duration === undefined ? [] : [timing.duration.field]),
        ];
  const context = { zone, modifiedMs: file.modifiedMs, fields: wanted };
  const parser = format.open(context);
  const range =
    filter.window === undefined || file.problem !== undefined
      ? undefined
      : await findRange({ file, parser, timing, window: filter.window, minBytes: sizes.bisect });
  const { window: _, ...untested } = filter;
  const bytes = range === undefined ? file.bytes : range.to - range.from;
  const base = {
    file,
    format,
    parser,
    context,
    timing,
    isStamped: !Number.isNaN(inspected.firstMs),
    range,
    bytes,
    isSought: seeksText(filter),
  };
  const isAlone = parser.isContinuation === undefined;
  // The event around a line cannot be read where a file is packed.
  const isSearchable = isAlone || file.packing === 'none';
  // A search would pass by the lines that have it in another encoding, and could not say how many are not UTF-8.
  const isOdd = seeksBeyondAscii(filter) && inspected.head.some((line) => line.includes('\ufffd'));
  const canSearch = bytes > sizes.search && isSearchable && !isOdd;
  const pattern = canSearch ? patternOf(filter, format, isAlone) : undefined;
  if (pattern !== undefined && (isAlone || shareOf(pattern, inspected.head) <= sizes.rare)) {
    // Of an event that is too long to be kept, the text may stand in the rest.
    const isTested = 'texts' in pattern && isAlone;
    return { ...base, way: 'search', pattern, untested: isTested ? { ...untested, texts: [] } : untested };
  }
  const limit = file.packing === 'none' ? sizes.scan : sizes.scan / 8;
  // Threads cut at newlines of bytes; what has several lines an event and cannot be cut without reading goes here.
  const isCut = file.packing === 'none' || isAlone;
  return { ...base, way: bytes > limit && isCut ? 'scan' : 'stream', untested };
}

/** Which share of lines has a pattern. Where most have it, reading around each takes longer than reading all. */
function shareOf(pattern: Pattern, lines: readonly string[]): number {
  const finder = 'texts' in pattern ? undefined : createFinder(pattern.find);
  const has = (line: string) =>
    'texts' in pattern ? pattern.texts.some((text) => line.includes(text)) : finder?.exec(line) !== null;
  return lines.filter(has).length / Math.max(1, lines.length);
}

/** What may match the break between two lines of an event, which ripgrep looks at one by one. */
const mayCrossLines = /\\[sWDnrxupPc0]|\[\^/;

/** What ripgrep can look for: the texts, else the regular expression, else what a condition on a field makes stand in the line. */
function patternOf(filter: Filter, format: Format, isAlone: boolean): Pattern | undefined {
  // A text with a line break can only stand in an event of several lines, and would be two texts for ripgrep.
  if (filter.texts.some((text) => text.includes('\n'))) return undefined;
  if (filter.texts.length > 0) return { texts: filter.texts };
  // Only where ripgrep reads it as we do.
  const { regex } = filter;
  if (regex !== undefined && toRe2(regex) !== undefined && (isAlone || !mayCrossLines.test(regex)))
    return { find: regex };
  const found = filter.where.flatMap((condition: Condition) => format.find(condition) ?? []);
  const [find] = found;
  return find === undefined ? undefined : { find };
}
