import type { Excerpt } from '../../logs/log-store.ts';
import type { Kept } from './kept.ts';

const maxLines = 20;
const maxLength = 500;

/** The first lines of what a program printed as `source`, and how much more there is. */
export function toExcerpts(source: string, { text, isCut, bytes }: Kept): readonly Excerpt[] {
  if (bytes === 0) return [];
  if (text === null) return [{ source, text: `${bytes} bytes that are no text (UTF-8)` }];
  const lines = text.split(/\r?\n/).flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]));
  const shown = lines.slice(0, maxLines);
  const rest = lines.length - shown.length;
  const more = isCut
    ? [{ source, text: `it printed ${bytes} bytes, of which only the first were kept (max_bytes)` }]
    : rest > 0
      ? [{ source, text: `${rest} more ${rest === 1 ? 'line is' : 'lines are'} not listed` }]
      : [];
  return [
    ...shown.map(({ line, number }) => ({
      source,
      line: number,
      text: line.length > maxLength ? `${line.slice(0, maxLength)} …` : line,
    })),
    ...more,
  ];
}

/** The last line that says anything, of the first of some texts that has one; for a sentence. */
export function lastLine(...texts: readonly (string | null)[]): string | undefined {
  const lines = texts.map((text) =>
    (text ?? '')
      .split(/\r?\n/)
      .findLast((line) => line.trim() !== '')
      ?.trim(),
  );
  const line = lines.find((one) => one !== undefined);
  return line === undefined || line.length <= maxLength ? line : `${line.slice(0, maxLength)} …`;
}
