import { isHarmless } from './harmless.ts';

/**
 * A piece of a text that is to be hidden: from `start` up to `end`. `value` is what its token is made of, the piece itself where it is
 * left out; `kind` is the word in the token. What is `weak` gives way where something else hides a part of it.
 */
export type Found = {
  readonly rule: string;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly value?: string;
  /** Stands in the token in place of a hash: the last digits of a card. */
  readonly shown?: string;
  readonly weak?: boolean;
};

/** Finds what one rule hides; in time that grows with the text and no faster. */
export type Finder = (text: string) => readonly Found[];

/** Every match of a global pattern; unlike matchAll it makes no copy of the pattern, which takes longer than most texts. */
export function matchesOf(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    matches.push(match);
    if (match[0] === '') pattern.lastIndex += 1;
  }
  return matches;
}

/** A finder of all that a global pattern matches: its group `secret`, or the whole where it has none. */
export function findPattern(of: {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly kind?: string;
  readonly weak?: boolean;
  /** Texts of which one must be there: looking for them is much faster than any pattern. */
  readonly needs?: readonly string[];
  readonly isMeant?: (secret: string) => boolean;
}): Finder {
  const { rule, needs, kind = 'secret', weak = false, isMeant = () => true } = of;
  const pattern = new RegExp(of.pattern.source, `${of.pattern.flags}d`);
  return (text) => {
    if (needs !== undefined && !needs.some((part) => text.includes(part))) return [];
    // What is not there at all is told much faster without positions.
    of.pattern.lastIndex = 0;
    if (!of.pattern.test(text)) return [];
    const found: Found[] = [];
    for (const match of matchesOf(pattern, text)) {
      const [start, end] = match.indices?.groups?.secret ?? match.indices?.[0] ?? [0, 0];
      const value = text.slice(start, end);
      if (value !== '' && !isHarmless(value) && isMeant(value)) found.push({ rule, kind, start, end, value, weak });
    }
    return found;
  };
}

/**
 * Puts side by side what was found: pieces that overlap become one, hidden by the rule that comes first in the list. What stands in
 * `kept` (tokens of an earlier redaction) is cut out; what is left of a piece then is hidden where it is long enough to tell anything.
 */
export function mergeFound(
  found: readonly Found[],
  of: { readonly text: string; readonly kept: readonly { readonly start: number; readonly end: number }[] },
): readonly Found[] {
  const ranked = found.map((one, rank) => ({ ...one, rank }));
  const strong = joinOverlaps(ranked.filter(({ weak }) => weak !== true));
  const weak = joinOverlaps(ranked.filter((one) => one.weak === true && overlapping(one, strong).length === 0));
  const all = [...strong, ...weak].sort((a, b) => a.start - b.start);
  return of.kept.length === 0 ? all : all.flatMap((one) => cutOut(one, of));
}

type Ranked = Found & { readonly rank: number };

function joinOverlaps(found: readonly Ranked[]): readonly Ranked[] {
  const joined: Ranked[] = [];
  for (const one of [...found].sort((a, b) => a.start - b.start || a.rank - b.rank)) {
    const last = joined.at(-1);
    if (last === undefined || one.start >= last.end) joined.push(one);
    else {
      const first = one.rank < last.rank ? one : last;
      joined[joined.length - 1] = { ...first, start: last.start, end: Math.max(last.end, one.end) };
    }
  }
  return joined;
}

type Span = { readonly start: number; readonly end: number };

/** Those of `sorted`, which lie side by side, that overlap one. */
function overlapping<T extends Span>(one: Span, sorted: readonly T[]): readonly T[] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.end ?? 0) <= one.start) low = middle + 1;
    else high = middle;
  }
  let to = low;
  while ((sorted[to]?.start ?? one.end) < one.end) to += 1;
  return sorted.slice(low, to);
}

function cutOut(
  one: Found,
  of: { readonly text: string; readonly kept: readonly { readonly start: number; readonly end: number }[] },
): readonly Found[] {
  const inside = overlapping(one, of.kept);
  if (inside.length === 0) return [one];
  const edges = [one.start, ...inside.flatMap(({ start, end }) => [start, end]), one.end];
  const pieces: Found[] = [];
  for (let index = 0; index < edges.length; index += 2) {
    const [start = 0, end = 0] = edges.slice(index, index + 2);
    const value = of.text.slice(start, end);
    if (/\w{4}/.test(value)) pieces.push({ ...one, start, end, value });
  }
  return pieces;
}
