import type { Snapshot } from '../incident/session.ts';
import type { World } from './world.ts';

/**
 * Makes `find` work once for each snapshot, however often the rows and keys of its frames ask: what it finds depends on the runbook and the
 * snapshot alone. Without this a key would take longer the more steps there are.
 */
export function perSnapshot<Found>(find: (world: World) => Found): (world: World) => Found {
  const kept = new WeakMap<Snapshot, { readonly found: Found }>();
  return (world) => {
    const before = kept.get(world.snapshot);
    if (before !== undefined) return before.found;
    const found = find(world);
    kept.set(world.snapshot, { found });
    return found;
  };
}
