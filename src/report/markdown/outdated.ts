import type { Report } from '../report.ts';
import { codeSpan } from './code.ts';
import { escapeInline } from './escape.ts';

/** Renders which findings may no longer hold; nothing where none is old. */
export function renderStale({ steps }: Report): string {
  const lines = steps.flatMap(({ id, stale }) =>
    stale === undefined ? [] : [`- ${codeSpan(id)}: ${escapeInline(stale)}`],
  );
  return lines.length === 0 ? '' : `## May no longer hold\n\n${lines.join('\n')}`;
}

/** Renders what was recorded and does not fit the runbook any more; nothing where all fits. */
export function renderMisfits({ misfits }: Report): string {
  const lines = misfits.map(({ what, why }) => `- ${escapeInline(what)}: ${escapeInline(why)}`);
  return lines.length === 0 ? '' : `## The runbook has changed\n\n${lines.join('\n')}`;
}
