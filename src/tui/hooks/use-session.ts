import { useCallback, useSyncExternalStore } from 'react';
import type { Session, Snapshot } from '../../incident/session.ts';

/**
 * The session's latest snapshot; the component is drawn again when it changes. What running checks say of their progress waits for the next
 * frame, which a tick or a key brings: twenty of them tell of a hundred steps a second.
 */
export function useSession(session: Session): Snapshot {
  const subscribe = useCallback(
    (onChange: () => void) => {
      let last = session.snapshot();
      return session.subscribe(() => {
        const next = session.snapshot();
        const isNews = !isProgress(last, next);
        last = next;
        if (isNews) onChange();
      });
    },
    [session],
  );
  return useSyncExternalStore(subscribe, session.snapshot, session.snapshot);
}

/** Whether nothing else is new than what the checks say that run anyway. */
function isProgress(last: Snapshot, next: Snapshot): boolean {
  return (
    last.state === next.state &&
    last.notSaved === next.notSaved &&
    last.running.length > 0 &&
    last.running.length === next.running.length &&
    last.running.every(({ step }, index) => next.running[index]?.step === step)
  );
}
