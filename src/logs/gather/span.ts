/** The first and last stamp of lines, and the longest silence between two lines in their order (-1: none yet). Milliseconds. */
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
    const step = stamp - span.tailMs;
    if (step > span.gapMs) {
      span.gapMs = step;
      span.gapFromMs = span.tailMs;
    }
    if (step < 0) span.backwards += 1;
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
  const between = second.headMs - first.tailMs;
  const longest = [first, second].reduce((one, other) => (other.gapMs > one.gapMs ? other : one));
  const gap =
    between > longest.gapMs
      ? { gapMs: between, gapFromMs: first.tailMs }
      : { gapMs: longest.gapMs, gapFromMs: longest.gapFromMs };
  return {
    ...gap,
    count: first.count + second.count,
    firstMs: Math.min(first.firstMs, second.firstMs),
    lastMs: Math.max(first.lastMs, second.lastMs),
    headMs: first.headMs,
    tailMs: second.tailMs,
    backwards: first.backwards + second.backwards + (between < 0 ? 1 : 0),
  };
}
