import { evidenceOf } from '../incident/evidence-of.ts';
import { findIncidentFolder } from '../incident/incident-folder.ts';
import { loadIncidentRunbook } from '../incident/load-incident-runbook.ts';
import { stillKnown } from '../incident/open-incident.ts';
import { readOpened } from '../incident/read-opened.ts';
import { resumeIncident } from '../incident/resume-incident.ts';
import { fold, isUnfinished } from '../incident/update.ts';
import { toVisible } from '../redact/visible.ts';
import { listWaitedFor, renderWaitedFor } from '../report/waited-for.ts';
import { loadRunbook } from '../runbook/load.ts';
import { approveCommands } from './approve-commands.ts';
import { chooseUi, isDrawn, preload } from './choose-ui.ts';
import { dryRun } from './dry-run.ts';
import { createGate } from './gate.ts';
import type { Globals } from './globals.ts';
import { checkedRunbooks, thisMachine } from './machine.ts';
import { ownFiles, readAnswers, type WalkFlags } from './run.ts';
import { readTestTargets } from './test-targets.ts';
import { walk } from './walk.ts';

/** Goes on with an incident. */
export async function resume(id: string | undefined, flags: WalkFlags, globals: Globals): Promise<void> {
  const testTargets = readTestTargets(flags);
  if (flags.dryRun === true) return dryRunOf(id, { flags, testTargets, globals });
  const ui = chooseUi(flags);
  const gate = createGate(!isDrawn(ui));
  await preload(ui, globals);
  const machine = thisMachine(globals.version);
  const incident = await resumeIncident({
    folder: await findIncidentFolder(machine.root, id),
    load: (file) => loadRunbook(file, checkedRunbooks(globals)),
    approve: (runbook) => approveCommands({ runbook, root: machine.root, ui, yes: flags.yes === true, globals }),
    testTargets,
    evidence: flags.evidence,
    hold: gate.opened,
    machine,
    take: flags.take === true,
    skipDamaged: flags.skipDamaged === true,
  });
  // The other front ends say it themselves.
  const { state } = incident.session.snapshot();
  if (ui === 'none')
    for (const waited of listWaitedFor(state.events, incident.session.runbook.runbook))
      process.stderr.write(`causebook: ${toVisible(`waiting for ${renderWaitedFor(waited)}`)}\n`);
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
  const { opening, read } = await readOpened(folder, flags);
  const { events } = read;
  const { runbook: loaded } = await loadIncidentRunbook({ folder, opening, load: (file) => loadRunbook(file) });
  const state = fold(loaded.runbook, events);
  await dryRun({
    loaded,
    given: stillKnown(opening, loaded),
    evidence: flags.evidence ?? evidenceOf(events),
    testTargets: [...state.testTargets.map(({ url }) => url), ...testTargets],
    state,
    isWanted: (step) => step.risk === 'write' || isUnfinished(state.steps.get(step.id)),
    own: ownFiles({ flags, folder: folder.path }),
    flags,
  });
}
