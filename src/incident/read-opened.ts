import { UserError } from '../errors.ts';
import type { Opening } from './events.ts';
import type { IncidentFolder } from './incident-folder.ts';
import { type ReadJournal, readJournal } from './journal.ts';
import { openingOf } from './open-incident.ts';

/** Reads the journal of an incident that was opened; throws a `UserError` for one that ended before, and where the journal cannot be read. */
export async function readOpened(
  folder: Pick<IncidentFolder, 'id' | 'journal'>,
  of: { readonly skipDamaged?: boolean | undefined } = {},
): Promise<{ readonly read: ReadJournal; readonly opening: Opening }> {
  const read = await readJournal(folder.journal, of);
  const opening = openingOf(read.events);
  if (opening === undefined)
    throw new UserError({
      message: `incident ${folder.id} ended before it was opened`,
      hint: `Remove it with: causebook rm ${folder.id}`,
    });
  return { read, opening };
}
