import type { Event } from './events.ts';

/** The evidence folder that counts for an incident: the one it was opened with, or the last one that it was gone on with. */
export function evidenceOf(events: readonly Event[]): string | null {
  const moved = events.findLast((event) => event.type === 'resumed' && event.evidence !== undefined);
  if (moved?.type === 'resumed') return moved.evidence ?? null;
  return events.find((event) => event.type === 'opened')?.evidence ?? null;
}

/** When another evidence folder was named last (RFC 3339 UTC); undefined where the first one still counts. */
export function movedAt(events: readonly Event[]): string | undefined {
  return events.findLast((event) => event.type === 'resumed' && event.evidence !== undefined)?.at;
}
