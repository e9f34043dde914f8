import { messageOf, UserError } from '../errors.ts';
import { cannotWrite, findIncidentFolder, incidentsRoot, isFull, removeIncident } from '../incident/incident-folder.ts';
import { findHolder, takePen } from '../incident/pen/take-pen.ts';
import { thisMachine } from './machine.ts';

/** Removes an incident, on a full disk too; refuses while another causebook has it open. */
export async function rm(id: string): Promise<void> {
  const folder = await findIncidentFolder(incidentsRoot(process.env), id);
  const me = thisMachine('');
  await takePen(folder, me).catch(async (cause: unknown) => {
    // On a full disk a pen cannot be made, and room can: what nobody has open may go.
    if (!isFull(cause) || (await findHolder(folder.path, me)) !== undefined) throw cannotWrite(folder, cause);
  });
  await removeIncident(folder).catch((cause: unknown) => {
    const message = `not all of incident ${folder.id} could be removed: ${messageOf(cause)}`;
    throw new UserError({ message, hint: `Remove the rest by hand: ${folder.path}` }, { cause });
  });
  process.stdout.write(`removed ${folder.id}\n`);
}
