import { stat } from 'node:fs/promises';
import type { EvidenceFile } from '../evidence-folder.ts';
import type { LineCounts } from '../read/line-splitter.ts';
import { type ReadReport, tellTooLong } from '../read-report.ts';
import { type GatherCounts, maxStrays } from './gatherer.ts';
import { emptySpan, joinSpans, type Span } from './span.ts';

/** What was seen in one file, part by part. */
export type FileCounts = {
  readonly file: EvidenceFile;
  readonly format: string;
  bytes: number;
  lines: number;
  parsed: number;
  unparsed: number;
  /** The reference of the first line that did not parse, -1 where all did. */
  firstUnparsed: number;
  /** Lines that have the text that is sought and did not parse, and the references of the first. */
  strays: number;
  strayRefs: readonly number[];
  inWindow: number;
  unstamped: number;
  cutEvents: number;
  tooLong: number;
  undecodable: number;
  span: Span;
  readonly problems: string[];
  readonly cut: string[];
};

/** Creates the counts of a file before anything was read. */
export function createFileCounts(file: EvidenceFile, format: string): FileCounts {
  return {
    file,
    format,
    bytes: 0,
    lines: 0,
    parsed: 0,
    unparsed: 0,
    firstUnparsed: -1,
    strays: 0,
    strayRefs: [],
    inWindow: 0,
    unstamped: 0,
    cutEvents: 0,
    tooLong: 0,
    undecodable: 0,
    span: emptySpan,
    problems: file.cut === undefined ? [] : [file.cut],
    cut: file.cut === undefined ? [] : [file.name],
  };
}

/** Adds what was seen in the next part. */
export function addCounts(to: FileCounts, bytes: number, lines: LineCounts, seen: GatherCounts): void {
  to.bytes += bytes;
  to.lines += lines.lines;
  to.tooLong += lines.tooLong;
  to.undecodable += lines.undecodable;
  to.parsed += seen.parsed;
  to.unparsed += seen.unparsed;
  to.strays += seen.strays;
  to.strayRefs = [...to.strayRefs, ...seen.strayRefs].sort((a, b) => a - b).slice(0, maxStrays);
  to.inWindow += seen.inWindow;
  to.cutEvents += seen.cutEvents;
  to.unstamped += seen.unstamped;
  if (seen.firstUnparsed >= 0 && (to.firstUnparsed < 0 || seen.firstUnparsed < to.firstUnparsed))
    to.firstUnparsed = seen.firstUnparsed;
  to.span = joinSpans(to.span, seen.span);
}

/** Tells that a file was not read to its end, and why. */
export function tellCut(to: FileCounts, problem: string): void {
  to.cut.push(to.file.name);
  if (!to.problems.includes(problem)) to.problems.push(problem);
}

/** What became of a file since it was listed that takes something away from it. */
export async function changeOf(file: EvidenceFile): Promise<string | undefined> {
  const now = await stat(file.path).catch(() => undefined);
  if (now === undefined) return `${file.name} was removed or renamed while it was read: what was read was used`;
  return now.size < file.bytes ? cutWhileRead(file) : undefined;
}

/** That a file has become shorter. */
export function cutWhileRead({ name }: EvidenceFile): string {
  return `${name} was cut or replaced while it was read: what was read was used`;
}

/** What was read of all files. `firstUnparsed` is a place that a person can open. */
export function toReport(
  all: readonly FileCounts[],
  firstUnparsed: string | null,
): Omit<ReadReport, 'skippedBytes' | 'isSearch' | 'uncovered' | 'shared'> {
  const sum = (of: (counts: FileCounts) => number) => all.reduce((total, counts) => total + of(counts), 0);
  const tooLong = sum((counts) => counts.tooLong);
  const cutEvents = sum((counts) => counts.cutEvents);
  const undecodable = sum((counts) => counts.undecodable);
  const encodings = [
    ...new Set(
      all.flatMap((counts) =>
        counts.undecodable === 0 ? [] : counts.file.packing.startsWith('utf-16') ? ['UTF-16'] : ['UTF-8'],
      ),
    ),
  ];
  const firsts = all.map(({ span }) => span.firstMs).filter((ms) => !Number.isNaN(ms));
  const lasts = all.map(({ span }) => span.lastMs).filter((ms) => !Number.isNaN(ms));
  return {
    files: all.map(({ file }) => file.name),
    formats: [...new Set(all.map(({ format }) => format))],
    bytes: sum((counts) => counts.bytes),
    lines: sum((counts) => counts.lines),
    parsed: sum((counts) => counts.parsed),
    inWindow: sum((counts) => counts.inWindow),
    unstamped: sum((counts) => counts.unstamped),
    unparsed: sum((counts) => counts.unparsed),
    firstUnparsed,
    strays: sum((counts) => counts.strays),
    tooLong,
    cutEvents,
    undecodable,
    first: firsts.length === 0 ? null : rfc3339(Math.min(...firsts)),
    last: lasts.length === 0 ? null : rfc3339(Math.max(...lasts)),
    gaps: gapsOf(all),
    cut: [...new Set(all.flatMap(({ cut }) => cut))],
    problems: [
      ...all.flatMap(({ problems }) => problems),
      ...tellTooLong({ tooLong, cutEvents }),
      ...(undecodable > 0
        ? [
            `${undecodable} ${undecodable === 1 ? 'line holds' : 'lines hold'} bytes that are not ${encodings.join(' or ')}; they were read with a mark in their place`,
          ]
        : []),
    ],
  };
}

/** The silences inside files, and between one and the next of a set: where a file of it is missing. */
function gapsOf(all: readonly FileCounts[]): ReadReport['gaps'] {
  const stamped = all.filter(({ span }) => span.count > 0);
  return stamped.flatMap(({ file, span }, index) => {
    const above = stamped[index - 1];
    const both = above === undefined ? undefined : joinSpans(above.span, span);
    const between =
      above !== undefined && both !== undefined && standsOut(both) && both.gapFromMs === above.span.lastMs
        ? [gapOf(`${above.file.name} to ${file.name}`, both)]
        : [];
    return [...between, ...silencesOf(file.name, span)];
  });
}

// A silence of a minute that is 50 times what is usual between two lines of this log.
function standsOut({ count, firstMs, lastMs, gapMs }: Span): boolean {
  return count >= 20 && gapMs >= 60_000 && gapMs >= (50 * (lastMs - firstMs - gapMs)) / count;
}

/** The longest silence of a log, where it stands out. */
export function silencesOf(name: string, span: Span): ReadReport['gaps'] {
  return standsOut(span) ? [gapOf(name, span)] : [];
}

function gapOf(file: string, { gapFromMs, gapMs }: Span): ReadReport['gaps'][number] {
  return { file, from: rfc3339(gapFromMs), to: rfc3339(gapFromMs + gapMs) };
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
