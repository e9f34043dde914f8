import { countOf, grouped } from './questions/wording.ts';
import type { ReadReport } from './read-report.ts';
import type { Window } from './window.ts';

/**
 * What was read, in one sentence: nothing that could change an answer is left out. Without a `window` there are fewer events than lines
 * only where an event has several.
 */
export function describeReport(read: ReadReport, { window }: { readonly window: Window | undefined }): string {
  const { files, bytes, skippedBytes, isSearch, parsed, unparsed, inWindow, unstamped, tooLong, undecodable } = read;
  const { first, last, gaps, cut } = read;
  // Settings are no events.
  const isSettings = window === undefined && inWindow === 0;
  const parts = [
    `${files.length === 1 ? files[0] : `${files.length} files`}, ${sizeOf(bytes)}`,
    ...(skippedBytes === 0
      ? []
      : [`${sizeOf(skippedBytes)} not looked at: outside the window, if the log is in order of time`]),
    `${countOf(read.lines, 'line')}${isSearch ? ' found by a search' : ''}`,
    `${grouped(parsed)} parsed`,
    ...(unparsed === 0
      ? []
      : [
          `${grouped(unparsed)} did not parse${read.firstUnparsed === null ? '' : ` (first at ${read.firstUnparsed})`}`,
        ]),
    ...(inWindow === parsed || isSettings
      ? []
      : [`${countOf(inWindow, 'event')}${window === undefined ? '' : ' in the window'}`]),
    ...(unstamped === 0 ? [] : [`${grouped(unstamped)} without a time, left out of the window`]),
    ...(tooLong === 0 ? [] : [`${grouped(tooLong)} too long`]),
    ...(undecodable === 0 ? [] : [`${grouped(undecodable)} with bytes that are no text`]),
    ...(first === null || last === null ? unstampedText(read, window, isSettings) : [`${first} to ${last}`]),
    ...gaps.map(({ file, from, to }) => `silent from ${from} to ${to} (${file})`),
    ...(cut.length === 0 ? [] : [`cut: ${cut.join(', ')}`]),
  ];
  return parts.join('; ');
}

/** Where no event has a time, a window leaves none out. Without an event nobody knows what the log has. */
function unstampedText(
  { parsed, unstamped }: ReadReport,
  window: Window | undefined,
  isSettings: boolean,
): readonly string[] {
  if (parsed === 0 || unstamped > 0) return [];
  return [window === undefined || isSettings ? 'no stamps' : 'no stamps, so that the window leaves nothing out'];
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}
