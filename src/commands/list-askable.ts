import type { Globals } from '../cli.ts';
import { diagnoseIncident } from '../incident/diagnose-incident.ts';
import { toVisible } from '../redact/visible.ts';
import { renderAgo } from '../report/ago.ts';
import { createReport } from '../report/report.ts';
import { readIncidentState } from './read-incident.ts';

/** Prints the parties that have open questions, who has been asked already, and what to type. */
export async function listAskable(id: string | undefined, globals: Globals): Promise<void> {
  const { folder, loaded, state } = await readIncidentState(id, globals);
  const report = createReport({ state, diagnosis: diagnoseIncident(loaded.runbook, state), runbook: loaded });
  const rows = report.openQuestions.flatMap(({ party, questions }) => {
    if (party === undefined) return [];
    const asked = report.header.waiting.find(({ from }) => from === party.name);
    const ago =
      asked === undefined ? '' : `, ${asked.steps.length} asked ${renderAgo(Date.now() - Date.parse(asked.since))}`;
    return [
      [`${party.name}: ${questions.length} open${ago}`, `causebook ask ${folder.id} --party ${party.id}`] as const,
    ];
  });
  if (rows.length === 0) process.stdout.write(`Nothing is open for any party of incident ${folder.id}.\n`);
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, command] of rows) process.stdout.write(`${toVisible(`${what.padEnd(width)}  ${command}`)}\n`);
}
