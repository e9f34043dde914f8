import { UserError } from '../errors.ts';
import { listLive } from '../incident/list-live.ts';
import { fold } from '../incident/update.ts';
import { toVisible } from '../redact/visible.ts';
import { renderAgo } from '../report/ago.ts';
import { renderJson } from '../report/json.ts';
import { describeRedactions } from '../report/redactions.ts';
import type { Report } from '../report/report.ts';
import { renderSummary } from '../report/summary.ts';
import { follow } from './follow.ts';
import type { Globals } from './globals.ts';
import { printJson } from './print-json.ts';
import { type PastIncident, readPastIncident, reportOfPast } from './read-incident.ts';

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
  const past = await readPastIncident(id, globals, flags);
  const report = reportOfPast(past);
  if (flags.redactions === true) return showRedactions(report, flags);
  if (flags.json === true) return printJson(renderJson(report));
  const age = await tellAge(past);
  process.stdout.write(`${[renderSummary(report), ...age].join('\n')}\n`);
}

/** A journal has no clock: what was live when it was measured may be another thing by now. */
async function tellAge({ runbook: { runbook }, read: { events } }: PastIncident): Promise<readonly string[]> {
  const live = await listLive(runbook, fold(runbook, events));
  const [oldest] = live;
  if (oldest === undefined) return [];
  const ago = renderAgo(Date.now() - oldest.measuredMs);
  const which = live.length === 1 ? oldest.step : `${live.length} results, the oldest ${oldest.step}`;
  return [toVisible(`Measured live: ${which}, ${ago}`)];
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
