import { awaitDisk } from '../incident/await-disk.ts';
import { writeWhole } from '../incident/incident-folder.ts';
import type { OpenIncident } from '../incident/open-incident.ts';
import type { IncidentState } from '../incident/state.ts';

/** How long after a change the note is written, and how much time lies between two writes at least. */
const pauseMs = { first: 300, next: 1_000 } as const;

/**
 * Writes the note of an incident while it is walked, so that it is there whatever happens to the walk: whole, and never more than about a
 * second behind. What cannot be written is tried again. `stop` resolves when nothing is being written any more.
 */
export function keepNote(
  { session, folder }: Pick<OpenIncident, 'session' | 'folder'>,
  render: () => string,
): { readonly stop: () => Promise<void> } {
  let changes = 1;
  let seen = 0;
  let written: IncidentState | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isStopped = false;

  const write = async (): Promise<void> => {
    const now = changes;
    const { state } = session.snapshot();
    // Progress of a check changes the screen and not the note, and rendering that would hold the screen up.
    const note = state === written ? undefined : render();
    try {
      if (note !== undefined) await writeWhole(folder.note, note);
      written = state;
      seen = now;
    } catch {
      // The session tells the person of a disk that cannot be written; the end of the walk tells of the note.
    }
    timer = undefined;
    schedule(pauseMs.next);
  };
  const schedule = (ms: number): void => {
    if (isStopped || timer !== undefined || changes === seen) return;
    timer = setTimeout(() => {
      writing = write();
    }, ms);
    timer.unref();
  };
  const unsubscribe = session.subscribe(() => {
    changes += 1;
    schedule(written === undefined ? pauseMs.first : pauseMs.next);
  });
  schedule(pauseMs.first);
  return {
    stop: async () => {
      isStopped = true;
      unsubscribe();
      clearTimeout(timer);
      await awaitDisk(writing).catch(() => undefined);
    },
  };
}
