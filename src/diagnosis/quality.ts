import type { OpenStep, Quality } from './diagnosis.ts';

/**
 * The chance that a sighting tells the outcome as it is; the rest of the time it is as good as a draw from the base rates.
 * From research/domain.md 4.3. Best first, which is also the order in which sightings of one observation are preferred.
 */
export const trust = {
  checked: 0.97,
  document: 0.9,
  looked: 0.75,
  recollected: 0.5,
} as const satisfies Record<Quality, number>;

/** The quality that a step of this kind will give: a check is `checked`, a person who answers or acts now has `looked`. */
export function expectedQuality(kind: OpenStep['kind']): Quality {
  return kind === 'check' ? 'checked' : 'looked';
}
