import type { Globals } from '../cli.ts';
import { UserError } from '../errors.ts';
import { toVisible } from '../redact/visible.ts';
import { renderJson } from '../report/json.ts';
import { describeRedactions } from '../report/redactions.ts';
import { renderSummary } from '../report/summary.ts';
import { printJson } from './print-json.ts';
import { readIncident } from './read-incident.ts';

/** Shows where an incident stands. */
export async function show(
  id: string | undefined,
  flags: { readonly json?: boolean; readonly redactions?: boolean },
  globals: Globals,
): Promise<void> {
  const report = await readIncident(id, globals);
  if (flags.redactions === true) {
    if (flags.json === true)
      throw new UserError({
        message: '--redactions does not go with --json',
        hint: '`redactions` in the JSON has the counts.',
      });
    process.stdout.write(
      describeRedactions(report)
        .map((line) => `${toVisible(line)}\n`)
        .join(''),
    );
    return;
  }
  flags.json === true ? printJson(renderJson(report)) : process.stdout.write(`${renderSummary(report)}\n`);
}
