import { findShared } from '../../logs/shared-lines.ts';

/**
 * Of the lines of a text those that were not pasted before: texts of one source count together, and who pastes in parts starts a few
 * lines early, or pastes the whole again. Only lines that stand in both in a row, at an end of one of the two, are taken for the same.
 */
export function cutPasted(lines: readonly string[], before: readonly (readonly string[])[]): readonly string[] {
  return before.reduce(cut, lines);
}

function cut(lines: readonly string[], before: readonly string[]): readonly string[] {
  const here = findShared(lines, before);
  if (here.wholeAt !== -1) return [];
  const there = findShared(before, lines);
  if (there.wholeAt !== -1) return [...lines.slice(0, there.wholeAt), ...lines.slice(there.wholeAt + before.length)];
  return lines.slice(here.atEnd, lines.length - there.atEnd);
}
