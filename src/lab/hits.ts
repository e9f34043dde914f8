import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Whom and when a rule of the scenario hits: minutes relative to the incident, and a share of the customers. */
export type Hits = {
  readonly from_min: number;
  readonly to_min: number;
  readonly share: number;
  readonly incident: boolean;
};

/** Whether a rule hits this customer now. The incident's own customer is hit if the rule says so, never by chance. */
export function isHit(
  { clock, plan }: World,
  at: { readonly rule: Hits; readonly customer: string; readonly random: Random },
): boolean {
  if (at.customer === plan.customer) return at.rule.incident;
  const minutes = (clock.now() - plan.submittedAt) / 60_000;
  return minutes >= at.rule.from_min && minutes <= at.rule.to_min && at.random.chance(at.rule.share);
}
