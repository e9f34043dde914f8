import type { LineParser } from '../formats/format.ts';
import type { StoreLine } from '../stores/store.ts';

/**
 * The order in which the lines of several streams make events: what goes on with an event stands behind the line of its stream that the
 * event began with, and before all of them what goes on with an event that did not come. Indices of lines.
 */
export function inStreams(lines: readonly StoreLine[], parser: LineParser): Iterable<number> {
  const continues = parser.isContinuation;
  if (continues === undefined) return lines.keys();
  const open = new Map<string, number[]>();
  const orphans: number[] = [];
  const events: number[][] = [];
  for (const [index, { text, stream }] of lines.entries()) {
    const isEvent = parser.parse(text) !== undefined;
    const above = isEvent || !continues(text) || text.trim() === '' ? undefined : (open.get(stream) ?? orphans);
    if (above !== undefined) {
      above.push(index);
      continue;
    }
    const event = [index];
    events.push(event);
    if (isEvent) open.set(stream, event);
  }
  return [...orphans, ...events.flat()];
}
