import { awaitDisk } from '../incident/await-disk.ts';
import { writeWhole } from '../incident/incident-folder.ts';
import type { OpenIncident } from '../incident/open-incident.ts';
import { toVisible } from '../redact/visible.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { createReport, type Report } from '../report/report.ts';

/** The report of an open incident as it stands. */
export function reportOf({ session, before }: OpenIncident): Report {
  const { state, diagnosis } = session.snapshot();
  return createReport({ state, diagnosis, runbook: session.runbook, before });
}

/** Writes the note into the incident's folder and gives it; that it cannot be written is said and stops nothing. */
export async function saveNote(incident: OpenIncident): Promise<string> {
  const note = renderMarkdown(reportOf(incident));
  await awaitDisk(writeWhole(incident.folder.note, note)).catch((cause: unknown) => {
    process.stderr.write(
      `causebook: ${toVisible(`the note could not be written to ${incident.folder.note}: ${(cause as Error).message}`)}\n`,
    );
  });
  return note;
}
