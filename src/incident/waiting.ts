import type { Event } from './events.ts';

/** An answer that is waited for: of which step, from whom where that is recorded, and since when (RFC 3339 UTC). */
export type Waiting = { readonly step: string; readonly from: string | undefined; readonly since: string };

/** What is waited for, the oldest first. The runbook is not needed: a list of incidents need not load theirs. */
export function listWaiting(events: readonly Event[]): readonly Waiting[] {
  const undone = new Set(events.flatMap((event) => (event.type === 'undone' ? [event.target] : [])));
  const waiting = new Map<string, Waiting>();
  for (const event of events) {
    if (undone.has(event.seq) || (event.type !== 'set-back' && event.type !== 'answered')) continue;
    waiting.delete(event.step);
    if (event.type === 'set-back' && event.as === 'waiting')
      waiting.set(event.step, { step: event.step, from: event.from, since: event.at });
  }
  return [...waiting.values()];
}
