import type { NewEvent } from './events.ts';
import type { Session } from './session.ts';

/** Knows what is being written in the front ends of a session, and records it when the walk ends. */
export function keepDrafts(dispatch: (event: NewEvent) => Promise<void>): Pick<Session, 'watchDraft' | 'saveDraft'> {
  const drafts = new Set<() => NewEvent | undefined>();
  return {
    watchDraft: (read) => void drafts.add(read),
    saveDraft: async () => {
      const begun = [...drafts].flatMap((read) => read() ?? []);
      drafts.clear();
      for (const event of begun) await dispatch(event);
      return begun.length > 0;
    },
  };
}
