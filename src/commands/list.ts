import path from 'node:path';
import { incidentsRoot, listIncidents } from '../incident/incident-folder.ts';
import { readJournal } from '../incident/journal.ts';
import { openingOf } from '../incident/open-incident.ts';
import { toVisible } from '../redact/visible.ts';
import { renderAgo } from '../report/ago.ts';
import { listWaitedFor, type WaitedFor } from '../report/waited-for.ts';
import { printJson } from './print-json.ts';

/** Lists the incidents, newest first. */
export async function list(flags: { readonly json?: boolean }): Promise<void> {
  const root = incidentsRoot(process.env);
  const ids = [...(await listIncidents(root))].reverse();
  const rows = await Promise.all(
    ids.map(async (id) => {
      const events = await readJournal(path.join(root, id, 'journal.jsonl')).then(
        (read) => read.events,
        () => [],
      );
      const opening = openingOf(events);
      return {
        incident: id,
        runbook: opening?.runbook.id ?? null,
        inputs: opening?.inputs ?? {},
        events: events.length,
        updated_at: events.at(-1)?.at ?? null,
        waiting: listWaitedFor(events),
      };
    }),
  );
  if (flags.json === true) {
    printJson(rows);
    return;
  }
  if (rows.length === 0)
    process.stdout.write('No incidents yet. Start one with: causebook run <runbook> --evidence DIR\n');
  for (const row of rows) {
    const inputs = Object.entries(row.inputs)
      .map(([id, value]) => `${id}=${value}`)
      .join(' ');
    const line = `${row.incident}  ${row.runbook ?? 'unreadable journal'}  ${inputs}  updated ${row.updated_at ?? 'not recorded'}`;
    process.stdout.write(`${toVisible(`${line}${describeWaiting(row.waiting)}`)}\n`);
  }
}

function describeWaiting(waiting: readonly WaitedFor[]): string {
  const whom = waiting.map(({ from, since }) => `${from} (asked ${renderAgo(Date.now() - Date.parse(since))})`);
  return whom.length === 0 ? '' : `  waiting for ${whom.join(', ')}`;
}
