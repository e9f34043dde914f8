import { useEffect, useRef } from 'react';
import type { NewEvent } from '../../incident/events.ts';
import type { Session } from '../../incident/session.ts';

/** Lets the session ask what is being written, also when the screen has just been taken away. */
export function useDraft(session: Session, read: () => NewEvent | undefined): void {
  const newest = useRef(read);
  newest.current = read;
  useEffect(() => session.watchDraft(() => newest.current()), [session]);
}
