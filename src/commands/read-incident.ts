import type { Globals } from '../cli.ts';
import { UserError } from '../errors.ts';
import { diagnoseIncident } from '../incident/diagnose-incident.ts';
import { findIncidentFolder, type IncidentFolder, incidentsRoot } from '../incident/incident-folder.ts';
import { readJournal } from '../incident/journal.ts';
import { openingOf } from '../incident/open-incident.ts';
import { fold } from '../incident/update.ts';
import { createReport, type Report } from '../report/report.ts';
import { type LoadedRunbook, loadRunbook } from '../runbook/load.ts';
import { checkedRunbooks } from './machine.ts';

/** An incident as its journal tells it. */
export type PastIncident = {
  readonly folder: IncidentFolder;
  readonly runbook: LoadedRunbook;
  readonly report: Report;
};

/** Reads an incident without taking its pen: the newest, or the one named. */
export async function readIncident(id: string | undefined, globals: Globals): Promise<Report> {
  return (await readPastIncident(id, globals)).report;
}

/** The same with its folder and its runbook. */
export async function readPastIncident(id: string | undefined, globals: Globals): Promise<PastIncident> {
  const folder = await findIncidentFolder(incidentsRoot(process.env), id);
  const { events } = await readJournal(folder.journal);
  const opening = openingOf(events);
  if (opening === undefined) throw new UserError({ message: `incident ${folder.id} ended before it was opened` });
  const runbook = await loadRunbook(opening.runbook.file, checkedRunbooks(globals));
  const state = fold(runbook.runbook, events);
  const report = createReport({ state, diagnosis: diagnoseIncident(runbook.runbook, state), runbook });
  return { folder, runbook, report };
}
