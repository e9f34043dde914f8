import { useSyncExternalStore } from 'react';
import type { Session, Snapshot } from '../../incident/session.ts';

/** The session's latest snapshot; the component is drawn again when it changes. */
export function useSession(session: Session): Snapshot {
  return useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
}
