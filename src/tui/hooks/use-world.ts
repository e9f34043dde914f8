import type { ViewProps } from '../app-props.ts';
import type { World } from '../world.ts';
import { worldOf } from '../world-of.ts';
import { useSession } from './use-session.ts';
import { useTick } from './use-tick.ts';

/** What a frame is `drawn` from, and the `newest` that a key meets: it may be newer than what is on screen. */
export function useWorld(props: ViewProps): { readonly drawn: World; readonly newest: () => World } {
  const snapshot = useSession(props.session);
  const tick = useTick(snapshot.running.length > 0);
  return { drawn: worldOf(props, tick, snapshot), newest: () => worldOf(props, tick) };
}
