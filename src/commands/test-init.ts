import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { findIncidentFolder } from '../incident/incident-folder.ts';
import { toVisible } from '../redact/visible.ts';
import { listRunbooks } from '../runbook/find.ts';
import { loadRunbook } from '../runbook/load.ts';
import { createScenario } from '../scenario/init/create-scenario.ts';
import { readPastIncident } from '../scenario/init/read-past-incident.ts';
import { renderShell } from '../shell.ts';
import { cancelOnInterrupt } from './cancel-on-interrupt.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { checkedRunbooks, runbookPlaces, thisMachine } from './machine.ts';
import { renderCreated } from './print-created-scenario.ts';

/** Makes a scenario of an incident, the newest or the one named, and tells what is in it and what nobody but a person can judge. */
export async function testInit(
  paths: readonly string[],
  flags: { readonly init: string | true; readonly to?: string },
  globals: Globals,
): Promise<void> {
  if (paths.length > 0)
    throw new UserError({
      message: `--init makes a scenario and runs none: "${paths[0]}" is too much`,
      hint: 'Name its folder with --to DIR.',
    });
  const id = flags.init === true ? undefined : flags.init;
  const machine = thisMachine(globals.version);
  const places = runbookPlaces(globals);
  const incident = await findIncidentFolder(machine.root, id);
  const load = (file: string) => loadRunbook(file, checkedRunbooks(globals));
  const past = await readPastIncident(incident, { load, machine });
  const runbookFile = past.loaded.file;
  const to = flags.to ?? (await defaultFolder({ runbookFile, incident: incident.id, globals }));
  const { signal, release } = cancelOnInterrupt();
  try {
    const runbookName = await nameRunbook({ to, runbookFile, id: past.loaded.runbook.id, places });
    const created = await createScenario({ past, to, runbookName, context: { places, machine, signal } });
    process.stdout.write(
      renderCreated({ past, created, to, command: renderShell(['causebook', 'test', to]) })
        .map((line) => `${toVisible(line)}\n`)
        .join(''),
    );
    const isChanged = created.notReproduced.some(({ path: [what] }) => what === 'leaders' || what === 'states');
    if (isChanged) process.exitCode = exitCodes.warnings;
  } catch (cause) {
    if (!signal.aborted) throw cause;
    process.stderr.write('causebook: interrupted; no scenario was made\n');
    process.exitCode = exitCodes.interrupted;
  } finally {
    release();
  }
}

/** Beside the other scenarios of the runbook; of one that comes with causebook, in the folder where the person is. */
async function defaultFolder(of: {
  readonly runbookFile: string;
  readonly incident: string;
  readonly globals: Globals;
}): Promise<string> {
  const home = path.dirname(of.runbookFile);
  const [own, real] = await Promise.all([of.globals.packageRoot, home].map((one) => realpath(one)));
  const isOurs = own !== undefined && real !== undefined && !path.relative(own, real).startsWith('..');
  return path.join(isOurs ? '.' : home, 'scenarios', of.incident);
}

/** Undefined where the folder lies in the runbook's scenarios; else its id where that finds it, else its path. */
async function nameRunbook(of: {
  readonly to: string;
  readonly runbookFile: string;
  readonly id: string;
  readonly places: readonly string[];
}): Promise<string | undefined> {
  const file = path.resolve(of.runbookFile);
  const folder = path.resolve(of.to);
  if (path.resolve(folder, '..', '..') === path.dirname(file) && path.basename(path.dirname(folder)) === 'scenarios')
    return undefined;
  const known = (await listRunbooks(of.places)).get(of.id);
  return known !== undefined && path.resolve(known) === file ? of.id : path.relative(folder, file);
}
