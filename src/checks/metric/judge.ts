import type { Excerpt } from '../../logs/log-store.ts';
import type { Value } from '../../logs/value.ts';
import type { Line, Picture } from '../../plot/picture.ts';
import type { Facts, Measurement } from '../check.ts';
import { type Limits, lengthOf } from './limits.ts';
import type { Measured } from './measured.ts';
import type { Series } from './series.ts';
import type { Span } from './span.ts';
import { toVerdict } from './verdict.ts';

/** Series that are drawn; the others are counted. */
const maxDrawn = 5;

/** What the series say against the limits. The worst come first; of more than `maxSeries` the rest is counted. */
export function judgeMetric(measured: Measured): Omit<Measurement, 'command'> {
  const { span, limits, maxSeries, remarks } = measured;
  const series = [...measured.series].sort(bySeverity(limits));
  const broken = series.filter(({ breach }) => breach !== null && lengthOf(breach) >= limits.forMs);
  const [worst] = series;
  const shown = series.slice(0, maxSeries);
  const facts: Facts = {
    series: series.length,
    breached: broken.length > 0,
    breached_series: broken.length,
    last: finite(worst?.last),
    min: finite(worst?.min),
    max: finite(worst?.max),
    mean: rounded(worst?.mean),
    before: rounded(worst?.before),
    during: rounded(worst?.during),
    after: rounded(worst?.after),
    first_breach_at: instant(worst?.firstBreach),
    longest_breach_ms: worst?.breach == null ? null : lengthOf(worst.breach),
    step_ms: span?.stepMs ?? null,
    remarks,
    rows: shown.map((one) => toRow(one, { isRange: span !== undefined, hasLimits: limits.all.length > 0 })),
  };
  const rest = series.length - shown.length;
  const evidence: readonly Excerpt[] = [
    ...(rest === 0
      ? []
      : [{ source: measured.query, text: `${rest} more series are not listed, of ${series.length}` }]),
    ...remarks.map((text) => ({ source: 'remark', text })),
  ];
  const pictures = span === undefined || series.length === 0 ? [] : [toPicture({ ...measured, series, span })];
  return { facts, evidence, pictures, verdict: toVerdict({ ...measured, series }, broken) };
}

/** Longest beyond a limit first; then those nearest to it, or the largest where there is none. */
function bySeverity({ all }: Limits): (a: Series, b: Series) => number {
  const isLow = all[0]?.bad === 'below';
  const height = (one: Series) =>
    isLow ? -(one.min ?? Number.POSITIVE_INFINITY) : (one.max ?? Number.NEGATIVE_INFINITY);
  const length = ({ breach }: Series) => (breach === null ? -1 : lengthOf(breach));
  const compare = (x: number, y: number) => (x === y ? 0 : x > y ? -1 : 1);
  return (a, b) => compare(length(a), length(b)) || compare(height(a), height(b)) || (a.label < b.label ? -1 : 1);
}

function toRow(one: Series, of: { readonly isRange: boolean; readonly hasLimits: boolean }): Value {
  const { label, last, min, max, before, during, after, firstBreach, breach } = one;
  const series = label === '' ? 'value' : label;
  if (!of.isRange) return { series, value: finite(last) };
  return {
    series,
    last: finite(last),
    min: finite(min),
    max: finite(max),
    before: rounded(before),
    during: rounded(during),
    after: rounded(after),
    ...(of.hasLimits
      ? { first_breach_at: instant(firstBreach), longest_breach_ms: breach === null ? null : lengthOf(breach) }
      : {}),
  };
}

function toPicture(of: Measured & { readonly span: Span }): Picture {
  const { query, series, span, limits } = of;
  const drawn = series.slice(0, maxDrawn);
  const title = drawn.length === series.length ? query : `${query} (${drawn.length} of ${series.length} series)`;
  return {
    kind: 'line',
    title: title.replace(/\s+/g, ' '),
    fromMs: span.fromMs,
    everyMs: span.stepMs,
    series: drawn.map((one): Line['series'][number] => ({ label: one.label, values: onGrid(one, span) })),
    window: { fromMs: span.window.fromMs, toMs: span.window.toMs },
    limits: limits.all,
  };
}

/** A value for every step, null where there was none. */
function onGrid({ samples }: Series, { fromMs, toMs, stepMs }: Span): readonly (number | null)[] {
  const values: (number | null)[] = Array.from({ length: Math.round((toMs - fromMs) / stepMs) + 1 }, () => null);
  for (const [ms, value] of samples) {
    const index = Math.round((ms - fromMs) / stepMs);
    if (index >= 0 && index < values.length) values[index] = finite(value);
  }
  return values;
}

/** What JSON has no number for (infinite) is null. */
function finite(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(12));
}

/** What was worked out, to six digits. */
function rounded(value: number | null | undefined): number | null {
  const known = finite(value);
  return known === null ? null : Number(known.toPrecision(6));
}

function instant(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}
