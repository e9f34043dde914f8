import type { Report } from '../report.ts';
import { type Block, code, heading, line, list } from './block.ts';
import { cite } from './cite.ts';

/** Which findings may no longer hold, and what was recorded and does not fit the runbook any more; nothing where all holds and fits. */
export function describeOutdated(report: Report): readonly Block[] {
  const stale = report.steps.flatMap(({ id, stale: why }) =>
    why === undefined ? [] : [line`${cite(report, id)} ${code(id)}: ${why}`],
  );
  const misfits = report.misfits.map(({ what, why }) => line`${what}: ${why}`);
  return [
    ...(stale.length === 0 ? [] : [heading(2, 'May no longer hold'), ...list(stale)]),
    ...(misfits.length === 0 ? [] : [heading(2, 'The runbook has changed'), ...list(misfits)]),
  ];
}
