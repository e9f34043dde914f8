import { renderJson } from '../report/json.ts';
import { renderSummary } from '../report/summary.ts';
import { readIncident } from './read-incident.ts';

/** Shows where an incident stands. */
export async function show(id: string | undefined, flags: { readonly json?: boolean }): Promise<void> {
  const report = await readIncident(id);
  process.stdout.write(flags.json === true ? `${JSON.stringify(renderJson(report), null, 2)}\n` : `${renderSummary(report)}\n`);
}
