import type { Globals } from '../cli.ts';
import { findIncidentFolder } from '../incident/incident-folder.ts';
import { resumeIncident } from '../incident/open-incident.ts';
import { loadRunbook } from '../runbook/load.ts';
import { approveCommands } from './approve-commands.ts';
import { chooseUi, preload } from './choose-ui.ts';
import { createGate } from './gate.ts';
import { eraseHeader } from './header.ts';
import { checkedRunbooks, thisMachine } from './machine.ts';
import { readAnswers, type WalkFlags } from './run.ts';
import { walk } from './walk.ts';

/** Goes on with an incident. */
export async function resume(id: string | undefined, flags: WalkFlags, globals: Globals): Promise<void> {
  const ui = chooseUi(flags);
  const gate = createGate(ui !== 'tui');
  preload(ui);
  const machine = thisMachine(globals.version);
  const incident = await resumeIncident({
    folder: await findIncidentFolder(machine.root, id),
    load: (file) => loadRunbook(file, checkedRunbooks(globals)),
    approve: (runbook) => approveCommands({ runbook, root: machine.root, ui, yes: flags.yes === true, globals }),
    hold: gate.opened,
    machine,
  });
  const { state } = incident.session.snapshot();
  if (state.opening !== undefined && state.opening.runbook.sha256 !== incident.session.runbook.sha256) {
    eraseHeader();
    process.stderr.write(
      'causebook: the runbook has changed since this incident was opened; steps that it no longer has are left out\n',
    );
  }
  const answers = await readAnswers(flags.answers, incident.session.runbook.runbook).catch(async (cause: unknown) => {
    await incident.close();
    throw cause;
  });
  process.exitCode = await walk({ incident, answers, ui, flags, globals, gate });
}
