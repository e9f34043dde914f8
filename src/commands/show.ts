import type { Globals } from '../cli.ts';
import { renderJson } from '../report/json.ts';
import { renderSummary } from '../report/summary.ts';
import { follow } from './follow.ts';
import { printJson } from './print-json.ts';
import { readIncident } from './read-incident.ts';

/** Shows where an incident stands, or follows it. */
export async function show(
  id: string | undefined,
  flags: { readonly json?: boolean; readonly follow?: boolean; readonly skipDamaged?: boolean },
  globals: Globals,
): Promise<void> {
  if (flags.follow === true) return follow(id, flags, globals);
  const report = await readIncident(id, globals, flags);
  flags.json === true ? printJson(renderJson(report)) : process.stdout.write(`${renderSummary(report)}\n`);
}
