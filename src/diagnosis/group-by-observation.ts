import type { Sighting } from './diagnosis.ts';

/** Sightings by what they are of, each group in the order they came in. */
export function groupByObservation(sightings: readonly Sighting[]): ReadonlyMap<string, readonly Sighting[]> {
  const groups = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const group = groups.get(sighting.observation);
    if (group) group.push(sighting);
    else groups.set(sighting.observation, [sighting]);
  }
  return groups;
}
