import { type HoursTwice, hoursTwiceIn } from '../formats/stamp/hours-twice.ts';
import type { ReadReport } from '../read-report.ts';
import type { Span } from './span.ts';

/**
 * Tells of logs without a zone in their stamps which of their hours clocks showed twice. Which of the two a line means no stamp says, so
 * all are taken as the first; the second then looks silent, which is not told as a silence.
 */
export function tellTwice(
  report: ReadReport,
  of: { readonly zone: string; readonly spans: readonly Span[] },
): ReadReport {
  const { zone, spans } = of;
  const all = spans.flatMap(({ firstMs, lastMs }) => hoursTwiceIn(zone, firstMs, lastMs));
  const hours = all.filter(({ atMs }, index) => all.findIndex((one) => one.atMs === atMs) === index);
  if (hours.length === 0 || report.parsed === 0) return report;
  const problems = hours.map(
    ({ fromMs, atMs, toMs }) =>
      `clocks in ${zone} were put back at ${instant(atMs)}: lines of the second pass are taken as the first, ${instant(fromMs)} to ${instant(atMs)}, and up to ${instant(toMs)} there seem to be none`,
  );
  const gaps = report.gaps.filter((gap) => !hours.some((one) => isMade(gap, one)));
  return { ...report, gaps, problems: [...report.problems, ...problems] };
}

/** Whether a silence is no longer than the shift, and what the log writes besides, can make it. */
function isMade({ from, to }: ReadReport['gaps'][number], { fromMs, atMs, toMs }: HoursTwice): boolean {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  return begin < toMs && end > atMs && end - begin < 2 * (toMs - fromMs);
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
