import { writeFile } from 'node:fs/promises';
import type { Globals } from '../cli.ts';
import { findHolder, nameHolder } from '../incident/pen/take-pen.ts';
import { renderHandover } from '../report/handover.ts';
import { thisMachine } from './machine.ts';
import { readPastIncident, reportOfPast } from './read-incident.ts';

/** Prints what the engineer who takes over needs, or writes it to a file. The pen moves when they resume. */
export async function handover(
  id: string | undefined,
  flags: { readonly output?: string; readonly skipDamaged?: boolean },
  globals: Globals,
): Promise<void> {
  const past = await readPastIncident(id, globals, flags);
  const holder = await findHolder(past.folder.path, thisMachine(globals.version)).catch(() => undefined);
  const text = renderHandover(reportOfPast(past), { holder: holder === undefined ? undefined : nameHolder(holder) });
  if (flags.output === undefined) process.stdout.write(text);
  else await writeFile(flags.output, text);
}
