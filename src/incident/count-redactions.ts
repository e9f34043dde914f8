import type { RedactionCounts } from '../redact/redactor.ts';
import type { Event } from './events.ts';

/** How often each redaction rule struck in what a journal holds, or undefined where it was written before that was counted. */
export function countRedactions(events: readonly Event[]): RedactionCounts | undefined {
  if (!events.some(({ type, redacted }) => type === 'opened' && redacted !== undefined)) return undefined;
  const counts: { [rule: string]: number } = {};
  for (const { redacted = {} } of events)
    for (const [rule, count] of Object.entries(redacted)) counts[rule] = (counts[rule] ?? 0) + count;
  return counts;
}
