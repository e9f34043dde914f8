import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { endAllGroups } from '../child/groups.ts';
import { messageOf } from '../errors.ts';
import type { IncidentFolder } from '../incident/incident-folder.ts';
import type { OpenIncident, Unsaved } from '../incident/open-incident.ts';
import type { Session } from '../incident/session.ts';
import { toVisible, toVisibleJson } from '../redact/visible.ts';
import { renderShell } from '../shell.ts';
import { exitCodes } from './exit-codes.ts';

/** Says on standard error when the journal cannot be written, and when it can again. Gives the function that stops it. */
export function tellWhenUnsaved(session: Session): () => void {
  let told = false;
  const tell = () => {
    const { notSaved } = session.snapshot();
    if ((notSaved !== undefined) === told) return;
    told = notSaved !== undefined;
    const text =
      notSaved === undefined
        ? 'the journal is written again; nothing is missing in it'
        : `the journal cannot be written, and the walk goes on in memory until it can: ${notSaved}`;
    process.stderr.write(`causebook: ${toVisible(text)}\n`);
  };
  tell();
  return session.subscribe(tell);
}

/** Keeps elsewhere what the journal could not take to the end, and says where it is and how it comes back. */
export async function tellUnsaved(folder: IncidentFolder, of: Unsaved): Promise<void> {
  await keepElsewhere(folder, of);
  if (of.hangs) endHanging();
}

/** Closes an incident to which something was recorded; where not all of it could be written, that is told and the exit code is 5. */
export async function closeRecorded(incident: Pick<OpenIncident, 'folder' | 'close'>): Promise<void> {
  const left = await incident.close();
  if (left.unsaved !== '') process.exitCode = exitCodes.inconclusive;
  await tellUnsaved(incident.folder, left);
}

async function keepElsewhere(folder: IncidentFolder, of: Unsaved): Promise<void> {
  const { unsaved } = of;
  if (unsaved === '') return;
  const count = unsaved.split('\n').length - 1;
  const many = `${count} line${count === 1 ? '' : 's'} of the journal could not be written`;
  try {
    const file = path.join(await mkdtemp(path.join(os.tmpdir(), `causebook-${folder.id}-`)), 'unsaved.jsonl');
    await writeFile(file, unsaved, { mode: 0o600 });
    process.stderr.write(
      `causebook: ${many}; ${count === 1 ? 'it is' : 'they are'} in ${file}. When the journal can be written, and before a resume:\n` +
        `  mkdir -p -m 700 ${renderShell([folder.path])} && cat ${renderShell([file])} >> ${renderShell([folder.journal])}\n`,
    );
  } catch (cause) {
    process.stderr.write(
      `causebook: ${many}, nor kept elsewhere (${messageOf(cause)}); here they are:\n${toVisibleJson(unsaved)}`,
    );
  }
}

/** Node's own exit waits for the disk, for as long as that hangs. */
function endHanging(): void {
  process.stderr.write('causebook: the disk still does not answer; causebook ends without it\n');
  endAllGroups();
  process.kill(process.pid, 'SIGKILL');
}
