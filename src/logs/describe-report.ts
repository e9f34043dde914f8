import { grouped } from './questions/wording.ts';
import type { ReadReport } from './read-report.ts';

/** What was read, in one sentence: nothing that could change an answer is left out. */
export function describeReport(read: ReadReport): string {
  const { files, bytes, lines, parsed, unparsed, inWindow, tooLong, undecodable, first, last, gaps, cut } = read;
  const parts = [
    `${files.length === 1 ? files[0] : `${files.length} files`}, ${sizeOf(bytes)}`,
    `${grouped(lines)} lines`,
    `${grouped(parsed)} parsed`,
    ...(unparsed === 0
      ? []
      : [
          `${grouped(unparsed)} did not parse${read.firstUnparsed === null ? '' : ` (first at ${read.firstUnparsed})`}`,
        ]),
    ...(inWindow === parsed ? [] : [`${grouped(inWindow)} in the window`]),
    ...(tooLong === 0 ? [] : [`${grouped(tooLong)} too long`]),
    ...(undecodable === 0 ? [] : [`${grouped(undecodable)} with bytes that are no text`]),
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
