import { globToRegExp } from '../logs/glob.ts';
import type { Runbook } from '../runbook/schema.ts';

type Source = Runbook['sources'][number];

/** The party whose source a place (`crm-edge.log.1:7`, `pasted/crm_edge-1.log:2`) lies in; undefined where it is nobody's, or several's. */
export function ownerOf(place: string, sources: readonly Source[]): string | undefined {
  const file = place.replace(/:\d+$/, '');
  const owners = new Set(sources.filter((source) => holds(source, file)).map((source) => source.party));
  return owners.size === 1 ? [...owners][0] : undefined;
}

/** Tells which files belong to other parties, and to this one not. */
export function filesOfOthers(sources: readonly Source[], party: string): (file: string) => boolean {
  const others = sources.filter((source) => source.party !== party);
  const own = sources.filter((source) => source.party === party);
  return (file) => others.some((source) => holds(source, file)) && !own.some((source) => holds(source, file));
}

function holds(source: Source, file: string): boolean {
  if (file.startsWith(`pasted/${source.id}-`)) return true;
  const base = file.slice(file.lastIndexOf('/') + 1);
  return globsOf(source).some((glob) => {
    const pattern = globToRegExp(glob);
    return pattern.test(file) || (!glob.includes('/') && pattern.test(base));
  });
}

function globsOf({ log, config, database }: Source): readonly string[] {
  return [log?.files ?? [], config?.file ?? [], Object.values(database?.files ?? {})].flat();
}
