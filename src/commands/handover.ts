import { findHolder, nameHolder } from '../incident/pen/take-pen.ts';
import { renderHandover } from '../report/handover.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { thisMachine } from './machine.ts';
import { readPastIncident, reportOfPast } from './read-incident.ts';
import { shareText } from './share-text.ts';

/** Prints what the engineer who takes over needs, or writes it to a file. The pen moves when they resume. */
export async function handover(
  id: string | undefined,
  flags: { readonly output?: string; readonly yes?: boolean; readonly skipDamaged?: boolean },
  globals: Globals,
): Promise<void> {
  const past = await readPastIncident(id, globals, flags);
  const holder = await findHolder(past.folder.path, thisMachine(globals.version)).catch(() => undefined);
  const report = reportOfPast(past);
  const text = renderHandover(report, { holder: holder === undefined ? undefined : nameHolder(holder) });
  const { output: file, yes = false } = flags;
  if (file === undefined) process.stdout.write(text);
  else if (!(await shareText({ report, text, file, yes, globals }))) process.exitCode = exitCodes.inconclusive;
}
