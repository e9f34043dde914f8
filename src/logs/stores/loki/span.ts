import type { Filter } from '../../filter.ts';
import type { LokiSource } from '../store-schema.ts';

/** A span of time in nanoseconds since 1970: `from` included, `to` not, as Loki takes it. */
export type Span = { readonly from: bigint; readonly to: bigint };

/** The span to ask for: the window with its last millisecond whole, or the last hours where there is none. */
export function spanOf(source: LokiSource, filter: Filter, now: Date): Span {
  const { fromMs, toMs } = filter.window ?? {
    fromMs: now.getTime() - source.since * 3_600_000,
    toMs: now.getTime(),
  };
  const slackMs = source.slack * 1000;
  const from = toNs(Math.floor(fromMs) - slackMs);
  const to = toNs(Math.floor(toMs) + 1 + slackMs);
  return { from, to: to > from ? to : from + 1n };
}

/** Cuts a span into parts of at most `ms`, oldest first. */
export function split(span: Span, ms: number): readonly Span[] {
  const step = BigInt(Math.max(1, Math.floor(ms))) * 1_000_000n;
  const parts: Span[] = [];
  for (let from = span.from; from < span.to; from += step) {
    parts.push({ from, to: from + step < span.to ? from + step : span.to });
  }
  return parts;
}

/** The length of a span in whole milliseconds, rounded up. */
export function lengthMs(span: Span): number {
  return Number((span.to - span.from + 999_999n) / 1_000_000n);
}

/** Loki reads stamps as 64-bit integers: up to the year 2262. */
function toNs(ms: number): bigint {
  return BigInt(Math.min(9_223_372_036_853, Math.max(0, ms))) * 1_000_000n;
}
