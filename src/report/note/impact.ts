import { localSpan } from '../local-time.ts';
import type { Report } from '../report.ts';
import { type Block, code, heading, line, list } from './block.ts';
import { cite } from './cite.ts';

/** Who is hurt and how much, as far as a step says so, and which span of time was looked at. */
export function describeImpact(report: Report): readonly Block[] {
  const { impact, header } = report;
  const local = header.window === undefined ? undefined : localSpan(header.window, header.zone);
  return [
    heading(2, 'Impact and window'),
    ...list([
      ...(impact.length === 0
        ? [line`Impact: not recorded`]
        : impact.map(({ text, step }) => line`${text} ${cite(report, step)}`)),
      header.window === undefined
        ? line`Window (UTC): not recorded`
        : line`Window (UTC): ${code(header.window)}${local === undefined ? '' : `, local time: ${local}`}`,
    ]),
  ];
}
