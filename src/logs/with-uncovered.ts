import type { Gathered } from './gather/gather.ts';
import { isSearch } from './read/no-lines.ts';
import type { LogEntry } from './source.ts';

/**
 * Puts into the report of a log that finding nothing in it tells nothing, where that is so. Of the output of a search neither its ends nor
 * that there is none tell what the log has.
 */
export function withUncovered(
  gathered: Gathered,
  { entry, isOptional }: { readonly entry: LogEntry; readonly isOptional: boolean },
): Gathered {
  const { covers, report } = gathered;
  if (covers === undefined || isSearch(entry.log.command ?? [])) return gathered;
  const span = covers === null ? null : { from: rfc3339(covers.fromMs), to: rfc3339(covers.toMs) };
  return { ...gathered, report: { ...report, uncovered: [{ source: entry.id, covers: span, isOptional }] } };
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
