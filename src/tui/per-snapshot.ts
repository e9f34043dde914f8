import type { Snapshot } from '../incident/session.ts';
import type { IncidentState } from '../incident/state.ts';
import type { World } from './world.ts';

/**
 * Makes `find` work once for each snapshot, however often the rows and keys of its frames ask: what it finds depends on the runbook, the state,
 * the diagnosis and which checks run, and on nothing that those checks say meanwhile. Without this a key would take longer the more steps there are.
 */
export function perSnapshot<Found>(find: (world: World) => Found): (world: World) => Found {
  const kept = new WeakMap<IncidentState, { snapshot: Snapshot; readonly found: Found }>();
  return (world) => {
    const { snapshot } = world;
    const before = kept.get(snapshot.state);
    if (before !== undefined && isAlike(before.snapshot, snapshot)) {
      before.snapshot = snapshot;
      return before.found;
    }
    const found = find(world);
    kept.set(snapshot.state, { snapshot, found });
    return found;
  };
}

/** Whether two snapshots of one state differ in nothing but how far their checks are. */
function isAlike(one: Snapshot, other: Snapshot): boolean {
  if (one === other) return true;
  return (
    one.diagnosis === other.diagnosis &&
    one.running.length === other.running.length &&
    one.running.every(({ step }, index) => other.running[index]?.step === step)
  );
}
