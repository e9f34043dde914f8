import { diagnoseIncident } from '../incident/diagnose-incident.ts';
import { findIncidentFolder, type IncidentFolder, incidentsRoot } from '../incident/incident-folder.ts';
import type { ReadJournal } from '../incident/journal.ts';
import { type IncidentRunbook, loadIncidentRunbook } from '../incident/load-incident-runbook.ts';
import { readOpened } from '../incident/read-opened.ts';
import type { IncidentState } from '../incident/state.ts';
import { fold } from '../incident/update.ts';
import { createReport, type Report } from '../report/report.ts';
import { type LoadedRunbook, loadRunbook } from '../runbook/load.ts';
import type { Globals } from './globals.ts';
import { checkedRunbooks } from './machine.ts';

/** An incident as its journal has it, with the runbook it is read by. */
export type PastIncident = IncidentRunbook & { readonly folder: IncidentFolder; readonly read: ReadJournal };

/** Reads an incident without taking its pen: the newest, or the one named. */
export async function readIncident(
  id: string | undefined,
  globals: Globals,
  of: { readonly skipDamaged?: boolean | undefined } = {},
): Promise<Report> {
  return reportOfPast(await readPastIncident(id, globals, of));
}

/** Reads the journal of an incident and loads its runbook. */
export async function readPastIncident(
  id: string | undefined,
  globals: Globals,
  of: { readonly skipDamaged?: boolean | undefined } = {},
): Promise<PastIncident> {
  const folder = await findIncidentFolder(incidentsRoot(process.env), id);
  const { read, opening } = await readOpened(folder, of);
  const load = (file: string) => loadRunbook(file, checkedRunbooks(globals));
  const found = await loadIncidentRunbook({ folder, opening, load });
  if (found.isCopy)
    process.stderr.write(
      `causebook: ${opening.runbook.file} cannot be used any more; the copy that the incident keeps is used\n`,
    );
  return { ...found, folder, read };
}

/** The report of an incident that was read. */
export function reportOfPast({ runbook, before, read: { events } }: PastIncident): Report {
  const state = fold(runbook.runbook, events);
  return createReport({ state, diagnosis: diagnoseIncident(runbook.runbook, state), runbook, before });
}

/** The state of an incident that nobody has to write to, with its folder and runbook. */
export async function readIncidentState(
  id: string | undefined,
  globals: Globals,
): Promise<{ readonly folder: IncidentFolder; readonly loaded: LoadedRunbook; readonly state: IncidentState }> {
  const { folder, runbook, read } = await readPastIncident(id, globals);
  return { folder, loaded: runbook, state: fold(runbook.runbook, read.events) };
}
