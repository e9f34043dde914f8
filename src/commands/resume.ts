import type { Globals } from '../cli.ts';
import { UserError } from '../errors.ts';
import type { StepStatus } from '../incident/events.ts';
import { findIncidentFolder } from '../incident/incident-folder.ts';
import { readJournal } from '../incident/journal.ts';
import { openingOf, resumeIncident, stillKnown } from '../incident/open-incident.ts';
import { fold } from '../incident/update.ts';
import { loadRunbook } from '../runbook/load.ts';
import { approveCommands } from './approve-commands.ts';
import { chooseUi, preload } from './choose-ui.ts';
import { dryRun } from './dry-run.ts';
import { createGate } from './gate.ts';
import { eraseHeader } from './header.ts';
import { checkedRunbooks, thisMachine } from './machine.ts';
import { ownFiles, readAnswers, type WalkFlags } from './run.ts';
import { readTestTargets } from './test-targets.ts';
import { walk } from './walk.ts';

/** Goes on with an incident. */
export async function resume(id: string | undefined, flags: WalkFlags, globals: Globals): Promise<void> {
  const testTargets = readTestTargets(flags);
  if (flags.dryRun === true) return dryRunOf(id, { flags, testTargets, globals });
  const ui = chooseUi(flags);
  const gate = createGate(ui !== 'tui');
  await preload(ui, globals);
  const machine = thisMachine(globals.version);
  const incident = await resumeIncident({
    folder: await findIncidentFolder(machine.root, id),
    load: (file) => loadRunbook(file, checkedRunbooks(globals)),
    approve: (runbook) => approveCommands({ runbook, root: machine.root, ui, yes: flags.yes === true, globals }),
    testTargets,
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

/** What going on would touch: the checks that are not finished, on the journal as it stands; the incident is not taken. */
async function dryRunOf(
  id: string | undefined,
  of: { readonly flags: WalkFlags; readonly testTargets: readonly string[]; readonly globals: Globals },
): Promise<void> {
  const { flags, testTargets, globals } = of;
  const folder = await findIncidentFolder(thisMachine(globals.version).root, id);
  const { events } = await readJournal(folder.journal);
  const opening = openingOf(events);
  if (opening === undefined) throw new UserError({ message: `incident ${folder.id} ended before it was opened` });
  const loaded = await loadRunbook(opening.runbook.file);
  const state = fold(loaded.runbook, events);
  const unfinished: readonly (StepStatus | undefined)[] = ['pending', 'running', 'interrupted'];
  await dryRun({
    loaded,
    given: stillKnown(opening, loaded),
    evidence: opening.evidence,
    testTargets: [...state.testTargets.map(({ url }) => url), ...testTargets],
    state,
    isWanted: (step) => step.risk === 'write' || unfinished.includes(state.steps.get(step.id)?.status),
    own: ownFiles({ flags, folder: folder.path }),
    flags,
  });
}
