/**
 * The first and last stamp of lines, and the longest silence before a line that is later than all above it (-1: none yet). Milliseconds. A
 * late line ends no silence and begins none; one that lies in it ends what was taken for one.
 */
export type Span = {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The stamps of the first and the last line, which need not be the first and last instant. */
  readonly headMs: number;
  readonly tailMs: number;
  readonly gapMs: number;
  readonly gapFromMs: number;
  /** How often a line was stamped before the one above it. */
  readonly backwards: number;
};

/** A span that lines are added to, in their order in the log. */
export type GrowingSpan = { -readonly [Name in keyof Span]: Span[Name] };

/** Creates an empty span. */
export function createSpan(): GrowingSpan {
  return { ...emptySpan };
}

/** Adds the next line. A function among the fields would give every span a layout of its own, and V8 would look each field up by name. */
export function addStamp(span: GrowingSpan, stamp: number): void {
  if (Number.isNaN(stamp)) return;
  if (span.count === 0) span.headMs = stamp;
  else {
    const silence = stamp - span.lastMs;
    if (silence > span.gapMs) {
      span.gapMs = silence;
      span.gapFromMs = span.lastMs;
    }
    // What was silent until now was not: another writer is behind.
    if (silence < 0 && isWithin(stamp, span)) span.gapMs = -1;
    if (stamp < span.tailMs) span.backwards += 1;
  }
  if (!(stamp >= span.firstMs)) span.firstMs = stamp;
  if (!(stamp <= span.lastMs)) span.lastMs = stamp;
  span.tailMs = stamp;
  span.count += 1;
}

/** No line yet. */
export const emptySpan: Span = {
  count: 0,
  firstMs: Number.NaN,
  lastMs: Number.NaN,
  headMs: Number.NaN,
  tailMs: Number.NaN,
  gapMs: -1,
  gapFromMs: Number.NaN,
  backwards: 0,
};

/** The span of two parts of a log, the second after the first. */
export function joinSpans(first: Span, second: Span): Span {
  if (first.count === 0) return second;
  if (second.count === 0) return first;
  // Of the second part only the earliest line is known, which may lie in what was silent in the first.
  const isFilled = second.firstMs < first.gapFromMs + first.gapMs;
  const longest = [silenceBefore(second.firstMs, first.lastMs), remainder(second, first.lastMs)].reduce(
    (one, other) => (other.gapMs > one.gapMs ? other : one),
    { gapMs: isFilled ? -1 : first.gapMs, gapFromMs: first.gapFromMs },
  );
  return {
    ...longest,
    count: first.count + second.count,
    firstMs: Math.min(first.firstMs, second.firstMs),
    lastMs: Math.max(first.lastMs, second.lastMs),
    headMs: first.headMs,
    tailMs: second.tailMs,
    backwards: first.backwards + second.backwards + (second.headMs < first.tailMs ? 1 : 0),
  };
}

function isWithin(ms: number, { gapFromMs, gapMs }: Span): boolean {
  return ms > gapFromMs && ms < gapFromMs + gapMs;
}

type Silence = Pick<Span, 'gapMs' | 'gapFromMs'>;

function silenceBefore(ms: number, sinceMs: number): Silence {
  return { gapMs: ms - sinceMs, gapFromMs: sinceMs };
}

/** What is left of a part's longest silence behind lines up to an instant. */
function remainder({ gapMs, gapFromMs }: Span, untilMs: number): Silence {
  return gapMs < 0 ? { gapMs, gapFromMs } : silenceBefore(gapFromMs + gapMs, Math.max(gapFromMs, untilMs));
}
