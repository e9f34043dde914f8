import type { Globals } from '../cli.ts';
import { UserError } from '../errors.ts';
import { toVisible } from '../redact/visible.ts';
import { renderJson } from '../report/json.ts';
import { describeRedactions } from '../report/redactions.ts';
import type { Report } from '../report/report.ts';
import { renderSummary } from '../report/summary.ts';
import { follow } from './follow.ts';
import { printJson } from './print-json.ts';
import { readIncident } from './read-incident.ts';

/** Shows where an incident stands, or follows it. */
export async function show(
  id: string | undefined,
  flags: {
    readonly json?: boolean;
    readonly follow?: boolean;
    readonly redactions?: boolean;
    readonly skipDamaged?: boolean;
  },
  globals: Globals,
): Promise<void> {
  if (flags.follow === true) return follow(id, flags, globals);
  const report = await readIncident(id, globals, flags);
  if (flags.redactions === true) return showRedactions(report, flags);
  flags.json === true ? printJson(renderJson(report)) : process.stdout.write(`${renderSummary(report)}\n`);
}

function showRedactions(report: Report, flags: { readonly json?: boolean }): void {
  if (flags.json === true)
    throw new UserError({
      message: '--redactions does not go with --json',
      hint: '`redactions` in the JSON has the counts.',
    });
  const lines = describeRedactions(report).map((line) => `${toVisible(line)}\n`);
  process.stdout.write(lines.join(''));
}
