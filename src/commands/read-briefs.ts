import path from 'node:path';
import { messageOf } from '../errors.ts';
import { briefIncident, briefTrouble, type IncidentBrief } from '../incident/brief.ts';
import type { Event } from '../incident/events.ts';
import { listIncidents } from '../incident/incident-folder.ts';
import { readJournal } from '../incident/journal.ts';
import { openingOf } from '../incident/open-incident.ts';
import { type CheckedRunbooks, type LoadedRunbook, loadRunbook } from '../runbook/load.ts';

/** The most incidents that are read, the newest; `causebook list` has all. */
const maxIncidents = 100;

/** Where the newest incidents stand, newest first. One that cannot be read says why. */
export async function readBriefs(root: string, checked: CheckedRunbooks): Promise<readonly IncidentBrief[]> {
  const ids = [...(await listIncidents(root))].reverse().slice(0, maxIncidents);
  const runbooks = new Map<string, Promise<LoadedRunbook>>();
  const load = (file: string) => {
    const known = runbooks.get(file) ?? loadRunbook(file, checked);
    runbooks.set(file, known);
    return known;
  };
  const briefs: IncidentBrief[] = [];
  // One after the other: whoever looks at the screen meanwhile has the machine in between.
  for (const id of ids) briefs.push(await readBrief(path.join(root, id, 'journal.jsonl'), id, load));
  return briefs;
}

async function readBrief(
  journal: string,
  id: string,
  load: (file: string) => Promise<LoadedRunbook>,
): Promise<IncidentBrief> {
  let events: readonly Event[] = [];
  try {
    events = (await readJournal(journal)).events;
    const opening = openingOf(events);
    if (opening === undefined) return briefTrouble(id, events, 'It ended before it was opened.');
    return briefIncident(id, (await load(opening.runbook.file)).runbook, events);
  } catch (cause) {
    return briefTrouble(id, events, messageOf(cause));
  }
}
