import type { z } from 'zod';
import type { World } from '../world.ts';
import type { WebhookPlan } from './plan.ts';
import type { during } from './schema/basics.ts';

/** What every party of this incident is given. */
export type WebhookWorld = Omit<World, 'plan'> & { readonly plan: WebhookPlan };

type During = { readonly [Name in keyof typeof during]: z.output<(typeof during)[Name]> };

/** Minutes since the onset of the incident, now. */
export function sinceOnset({ clock, plan }: WebhookWorld): number {
  return (clock.now() - plan.onset) / 60_000;
}

/** Whether a rule of the scenario holds now; its share is not looked at. */
export function holds(world: WebhookWorld, rule: During): boolean {
  const minutes = sinceOnset(world);
  return minutes >= rule.from_min && minutes < rule.to_min;
}
