import type { Runbook } from '../runbook/schema.ts';
import type { Contradiction, Quality, Sighting } from './diagnosis.ts';
import { groupByObservation } from './group-by-observation.ts';
import { isInformative } from './likelihood.ts';
import { trust } from './quality.ts';

/** One sighting per observation, by observation id, and the disagreements that were decided on the way. */
type Resolved = {
  readonly kept: ReadonlyMap<string, Sighting>;
  readonly contradictions: readonly Contradiction[];
};

/**
 * Keeps the best informative sighting of each observation: what was checked beats what was said, then the step's id decides,
 * so that the order of the sightings does not. "Unknown" never replaces anything, nor does it contradict anything. A sighting
 * of an observation or outcome that the runbook does not have counts for nothing.
 */
export function resolveSightings(observations: Runbook['observations'], sightings: readonly Sighting[]): Resolved {
  const byObservation = groupByObservation(sightings);
  const kept = new Map<string, Sighting>();
  const contradictions: Contradiction[] = [];
  for (const observation of observations) {
    const informative = new Set(observation.outcomes.filter(isInformative).map((outcome) => outcome.id));
    const [best, ...rest] = (byObservation.get(observation.id) ?? [])
      .filter((sighting) => informative.has(sighting.outcome))
      .sort(byWorth);
    if (best === undefined) continue;
    kept.set(observation.id, best);
    for (const dropped of rest.filter((sighting) => sighting.outcome !== best.outcome)) {
      contradictions.push({
        observation: observation.id,
        kept: best,
        dropped,
        say: describeContradiction(best, dropped),
      });
    }
  }
  return { kept, contradictions };
}

function byWorth(a: Sighting, b: Sighting): number {
  return (
    trust[b.quality] - trust[a.quality] ||
    compareText(a.step, b.step) ||
    compareText(a.outcome, b.outcome) ||
    compareText(a.say, b.say)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function describeContradiction(kept: Sighting, dropped: Sighting): string {
  const both = `“${quote(kept.say)}” (${qualityWords[kept.quality]}) against “${quote(dropped.say)}” (${qualityWords[dropped.quality]})`;
  return kept.quality === dropped.quality
    ? `${both}: equally good, so one of them is wrong; the first counts until that is cleared up.`
    : `${both}: the first is better evidence and counts.`;
}

function quote(say: string): string {
  return say.replace(/\.$/, '');
}

const qualityWords = {
  checked: 'checked',
  document: 'from an exported document',
  looked: 'said after looking',
  recollected: 'said from memory',
} as const satisfies Record<Quality, string>;
