import type { Globals } from '../cli.ts';
import { UserError } from '../errors.ts';
import { diagnoseIncident } from '../incident/diagnose-incident.ts';
import { findIncidentFolder, type IncidentFolder, incidentsRoot } from '../incident/incident-folder.ts';
import { readJournal } from '../incident/journal.ts';
import { openingOf } from '../incident/open-incident.ts';
import type { IncidentState } from '../incident/state.ts';
import { fold } from '../incident/update.ts';
import { createReport, type Report } from '../report/report.ts';
import { type LoadedRunbook, loadRunbook } from '../runbook/load.ts';
import { checkedRunbooks } from './machine.ts';

/** Reads an incident without taking its pen: the newest, or the one named. */
export async function readIncident(id: string | undefined, globals: Globals): Promise<Report> {
  const { loaded, state } = await readIncidentState(id, globals);
  return createReport({ state, diagnosis: diagnoseIncident(loaded.runbook, state), runbook: loaded });
}

/** The same with its folder and runbook, for what is not in a report. */
export async function readIncidentState(
  id: string | undefined,
  globals: Globals,
): Promise<{ readonly folder: IncidentFolder; readonly loaded: LoadedRunbook; readonly state: IncidentState }> {
  const folder = await findIncidentFolder(incidentsRoot(process.env), id);
  const { events } = await readJournal(folder.journal);
  const opening = openingOf(events);
  if (opening === undefined) throw new UserError({ message: `incident ${folder.id} ended before it was opened` });
  const loaded = await loadRunbook(opening.runbook.file, checkedRunbooks(globals));
  return { folder, loaded, state: fold(loaded.runbook, events) };
}
