import { findIncidentFolder, incidentsRoot, removeIncident } from '../incident/incident-folder.ts';
import { takePen } from '../incident/pen/take-pen.ts';
import { thisMachine } from './machine.ts';

/** Removes an incident; refuses while another causebook has it open. */
export async function rm(id: string): Promise<void> {
  const folder = await findIncidentFolder(incidentsRoot(process.env), id);
  await takePen(folder, thisMachine(''));
  await removeIncident(folder);
  process.stdout.write(`removed ${folder.id}\n`);
}
