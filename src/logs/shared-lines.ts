/** Where the lines of one text stand in another: how many of them, from the first, end it; and where all of them stand, -1 where they do not. */
export type Shared = { readonly atEnd: number; readonly wholeAt: number };

/** Looks for lines in others, in time that grows with both (Knuth, Morris and Pratt 1977). */
export function findShared(lines: readonly string[], within: readonly string[]): Shared {
  if (lines.length === 0) return { atEnd: 0, wholeAt: -1 };
  const borders = bordersOf(lines);
  let matched = 0;
  let wholeAt = -1;
  for (const [index, line] of within.entries()) {
    if (matched === lines.length) matched = borders[matched - 1] ?? 0;
    while (matched > 0 && lines[matched] !== line) matched = borders[matched - 1] ?? 0;
    if (lines[matched] === line) matched += 1;
    if (matched === lines.length && wholeAt === -1) wholeAt = index + 1 - matched;
  }
  return { atEnd: matched, wholeAt };
}

/** Of each beginning of the lines, how long the longest is with which it both begins and ends. */
function bordersOf(lines: readonly string[]): Uint32Array {
  const borders = new Uint32Array(lines.length);
  for (let index = 1, length = 0; index < lines.length; index += 1) {
    while (length > 0 && lines[length] !== lines[index]) length = borders[length - 1] ?? 0;
    if (lines[length] === lines[index]) length += 1;
    borders[index] = length;
  }
  return borders;
}
