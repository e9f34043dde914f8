import { grouped } from './questions/wording.ts';
import type { ReadReport } from './read-report.ts';

/** What was read, in one sentence: nothing that could change an answer is left out. */
export function describeReport(read: ReadReport): string {
  const {
    files,
    bytes,
    skippedBytes,
    lines,
    isSearch,
    parsed,
    unparsed,
    inWindow,
    unstamped,
    tooLong,
    undecodable,
    first,
    last,
    gaps,
    cut,
  } = read;
  const parts = [
    `${files.length === 1 ? files[0] : `${files.length} files`}, ${sizeOf(bytes)}`,
    ...(skippedBytes === 0
      ? []
      : [`${sizeOf(skippedBytes)} not looked at: outside the window, if the log is in order of time`]),
    isSearch
      ? `${grouped(lines)} ${lines === 1 ? 'line' : 'lines'} found by a search`
      : `${grouped(lines)} ${lines === 1 ? 'line' : 'lines'}`,
    `${grouped(parsed)} parsed`,
    ...(unparsed === 0 ? [] : [`${grouped(unparsed)} did not parse (first at ${read.firstUnparsed})`]),
    ...(inWindow === parsed ? [] : [`${grouped(inWindow)} in the window`]),
    ...(unstamped === 0 ? [] : [`${grouped(unstamped)} without a time, left out of the window`]),
    ...(tooLong === 0 ? [] : [`${grouped(tooLong)} too long`]),
    ...(undecodable === 0 ? [] : [`${grouped(undecodable)} not UTF-8`]),
    ...(first === null || last === null ? ['no stamps'] : [`${first} to ${last}`]),
    ...gaps.map(({ file, from, to }) => `silent from ${from} to ${to} (${file})`),
    ...(cut.length === 0 ? [] : [`cut: ${cut.join(', ')}`]),
  ];
  return parts.join('; ');
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}
