import { diagnoseIncident } from '../incident/diagnose-incident.ts';
import { toVisible } from '../redact/visible.ts';
import { renderAgo } from '../report/ago.ts';
import { chooseActions } from '../report/questionnaire/choose-actions.ts';
import { createReport } from '../report/report.ts';
import type { Globals } from './globals.ts';
import { readIncidentState } from './read-incident.ts';

/** Prints the parties that have open questions, who has been asked already, and what to type. */
export async function listAskable(id: string | undefined, globals: Globals): Promise<void> {
  const { folder, loaded, state } = await readIncidentState(id, globals);
  const report = createReport({ state, diagnosis: diagnoseIncident(loaded.runbook, state), runbook: loaded });
  const rows = report.parties.flatMap((party) => {
    const { questions = [] } = report.openQuestions.find((one) => one.party?.id === party.id) ?? {};
    const actions = chooseActions(report, { party: party.id, best: report.next.map(({ step }) => step), all: false });
    if (questions.length + actions.length === 0) return [];
    const asked = report.header.waiting.find(({ from }) => from === party.name);
    const ago =
      asked === undefined ? '' : `, ${asked.steps.length} asked ${renderAgo(Date.now() - Date.parse(asked.since))}`;
    const toDo = actions.length === 0 ? '' : `, ${actions.length} to do`;
    return [
      [
        `${party.name}: ${questions.length} open${toDo}${ago}`,
        `causebook ask ${folder.id} --party ${party.id}`,
      ] as const,
    ];
  });
  if (rows.length === 0) process.stdout.write(`Nothing is open for any party of incident ${folder.id}.\n`);
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, command] of rows) process.stdout.write(`${toVisible(`${what.padEnd(width)}  ${command}`)}\n`);
}
