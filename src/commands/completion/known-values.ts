import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { findIncidentFolder, incidentsRoot, listIncidents } from '../../incident/incident-folder.ts';
import { findRunbook, listRunbooks } from '../../runbook/find.ts';
import { loadRunbook } from '../../runbook/load.ts';
import type { Globals } from '../globals.ts';
import { checkedRunbooks, runbookPlaces } from '../machine.ts';
import type { NamedValues } from './named-values.ts';

/** The ids on this machine. What is broken is nothing to complete with; it is told where it is used. */
export function knownValues(globals: Globals): NamedValues {
  const root = incidentsRoot(process.env);
  const load = (file: string) => loadRunbook(file, checkedRunbooks(globals)).then(({ runbook }) => runbook);
  return {
    runbooks: async () => [...(await listRunbooks(runbookPlaces(globals))).keys()],
    incidents: async () => [...(await listIncidents(root))].reverse(),
    scenarios: () => listDemos(path.join(globals.packageRoot, 'runbooks')),
    runbook: (name) =>
      findRunbook(name, runbookPlaces(globals))
        .then(load)
        .catch(() => undefined),
    // The copy that the incident keeps is there whatever has become of the file.
    runbookOfIncident: (id) =>
      findIncidentFolder(root, id)
        .then((folder) => load(folder.runbook))
        .catch(() => undefined),
  };
}

/** The scenarios that the demo can stage: those with a `lab.yaml`. */
async function listDemos(runbooks: string): Promise<readonly string[]> {
  const list = (folder: string) => readdir(folder).catch(() => []);
  const found = await Promise.all(
    (await list(runbooks)).map(async (id) => {
      const folder = path.join(runbooks, id, 'scenarios');
      const isStaged = (name: string) =>
        stat(path.join(folder, name, 'lab.yaml')).then(
          () => [name],
          () => [],
        );
      return (await Promise.all((await list(folder)).map(isStaged))).flat();
    }),
  );
  return found.flat().sort();
}
