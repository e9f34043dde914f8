import { stat } from 'node:fs/promises';
import { CheckProblem, messageOf, suggest } from '../errors.ts';
import type { EvidenceFile } from './evidence-folder.ts';
import type { LineParser } from './formats/format.ts';
import { builtInFormats, createFormats } from './formats/formats.ts';
import { maxLineBytes, type NumberedLine, readLines } from './read-lines.ts';
import type { ReadReport } from './read-report.ts';
import type { LogSource } from './source.ts';
import type { Window } from './window.ts';

/** An event of a log: its source line, when it began and ended (ms since 1970, null when unknown), and its fields. */
export type LogEvent = {
  readonly file: string;
  readonly line: number;
  readonly raw: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly resolutionMs: number | null;
  readonly fields: { [name: string]: unknown };
};

/** How many events one read keeps: more than that needs a narrower question. */
export const maxEvents = 1_000_000;

const sampleSize = 50;
const maxDurationMs = 366 * 86_400_000;

/**
 * Reads a log's files into events, in the order of the files: only lines with `match`, only those in the window. What
 * does not parse is counted and told; a file that cannot be read to its end is told and what was read is used.
 */
export async function readLog(options: {
  readonly log: LogSource;
  readonly files: readonly EvidenceFile[];
  readonly match?: string | undefined;
  readonly window?: Window | undefined;
  readonly signal: AbortSignal;
}): Promise<{ readonly events: readonly LogEvent[]; readonly report: ReadReport }> {
  const { log, files, match, window, signal } = options;
  const events: LogEvent[] = [];
  const problems: string[] = [];
  const counts = { lines: 0, parsed: 0, unparsed: 0, tooLong: 0, inWindow: 0 };
  let firstUnparsed: string | null = null;
  for (const file of files) {
    let parser: LineParser | undefined;
    const onLong = () => {
      counts.tooLong += 1;
    };
    try {
      for await (const batch of readLines({ file, match, signal, onLong })) {
        counts.lines += batch.length;
        parser ??= await openLines({ log, file, sample: batch.slice(0, sampleSize).map((line) => line.text) });
        for (const line of batch) {
          if (line.text === '' || line.text.trim() === '') continue;
          if (parser !== undefined && isOutside({ log, window, stamp: parser.quickStamp(line.text) })) {
            counts.parsed += 1;
            continue;
          }
          const event = parser === undefined ? undefined : toEvent({ log, file, parser, line });
          if (event === undefined) {
            counts.unparsed += 1;
            firstUnparsed ??= `${file.name}:${line.number}`;
            continue;
          }
          counts.parsed += 1;
          if (!isInside(event, window)) continue;
          counts.inWindow += 1;
          if (events.length < maxEvents) events.push(event);
        }
      }
    } catch (cause) {
      if (signal.aborted || cause instanceof CheckProblem) throw cause;
      problems.push(`${file.name}: ${messageOf(cause)}`);
    }
  }
  if (counts.inWindow > maxEvents) problems.push(`only the first ${maxEvents} of ${counts.inWindow} events were used`);
  if (counts.tooLong > 0) problems.push(`${counts.tooLong} lines longer than ${maxLineBytes} bytes were left out`);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { events, report: { files: files.map((file) => file.name), bytes, ...counts, firstUnparsed, problems } };
}

const formats = createFormats(builtInFormats);

/** The parser of a file's lines: in the format of the log, or in that of the sample; undefined when it is of none. */
export async function openLines(options: {
  readonly log: LogSource;
  readonly file: EvidenceFile;
  readonly sample: readonly string[];
}): Promise<LineParser | undefined> {
  const { log, file, sample } = options;
  const context = { zone: 'UTC', modifiedMs: (await stat(file.path)).mtimeMs };
  if (log.format === undefined) return formats.detect(sample, context)?.open(context);
  const format = formats.get(log.format);
  if (format !== undefined) return format.open(context);
  const ids = formats.all.map(({ id }) => id);
  throw new CheckProblem({
    status: 'error',
    message: `unknown log format "${log.format}"`,
    unblock: suggest(log.format, ids) ?? `Name one of ${ids.join(', ')}`,
  });
}

/** Reads one line as an event of a log, or gives undefined when it is not of the format. */
export function toEvent(options: {
  readonly log: LogSource;
  readonly file: EvidenceFile;
  readonly parser: LineParser;
  readonly line: NumberedLine;
}): LogEvent | undefined {
  const { log, file, parser, line } = options;
  const parsed = parser.parse(line.text);
  if (parsed === undefined) return undefined;
  const at = Number.isFinite(parsed.atMs) ? parsed.atMs : null;
  const duration =
    log.duration === undefined
      ? Number.NaN
      : Number(parsed.fields[log.duration.field]) * (log.duration.unit === 's' ? 1000 : 1);
  // A duration of more than a year is a broken field, not a request.
  const isDuration = Math.abs(duration) <= maxDurationMs;
  const other = at === null || !isDuration ? null : Math.round(log.stamps === 'end' ? at - duration : at + duration);
  return {
    file: file.name,
    line: line.number,
    raw: line.text,
    startMs: log.stamps === 'start' ? at : other,
    endMs: log.stamps === 'end' ? at : other,
    resolutionMs: at === null ? null : parsed.resolutionMs,
    fields: parsed.fields,
  };
}

// Without a duration the stamp is all there is; with one, an event that ended later may have begun inside.
function isOutside(options: {
  readonly log: LogSource;
  readonly window: Window | undefined;
  readonly stamp: number | undefined;
}): boolean {
  const { log, window, stamp } = options;
  if (window === undefined || stamp === undefined) return false;
  const beginsLate = stamp > window.toMs && (log.duration === undefined || log.stamps === 'start');
  const endsEarly = stamp < window.fromMs && (log.duration === undefined || log.stamps === 'end');
  return beginsLate || endsEarly;
}

// A line without a stamp cannot be shown to lie outside.
function isInside(event: LogEvent, window: Window | undefined): boolean {
  if (window === undefined) return true;
  const start = event.startMs ?? event.endMs;
  const end = event.endMs ?? event.startMs;
  return start === null || end === null || (end >= window.fromMs && start <= window.toMs);
}
