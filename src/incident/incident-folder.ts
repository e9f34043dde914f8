import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { messageOf, suggest, UserError } from '../errors.ts';

/** The files of one incident. `key` keys its redaction tokens. */
export type IncidentFolder = {
  readonly id: string;
  readonly path: string;
  readonly journal: string;
  readonly note: string;
  readonly key: string;
};

/** Where incidents lie: `$XDG_STATE_HOME/causebook/incidents`, or `~/.local/state/…` (XDG Base Directory specification). */
export function incidentsRoot(env: { readonly [name: string]: string | undefined }): string {
  const state = env.XDG_STATE_HOME;
  return path.join(
    state !== undefined && path.isAbsolute(state) ? state : path.join(os.homedir(), '.local', 'state'),
    'causebook',
    'incidents',
  );
}

/** Makes the folder (mode 0700) of a new incident. Its id is the UTC minute and four random letters, easy to type. */
export async function createIncidentFolder(root: string, now: Date): Promise<IncidentFolder> {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13);
  const id = `${stamp}-${randomBytes(2).toString('hex')}`;
  await mkdir(path.join(root, id), { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new UserError(
      {
        message: `incidents cannot be kept in ${root}: ${messageOf(cause)}`,
        hint: 'Set XDG_STATE_HOME to a folder that can be written.',
      },
      { cause },
    );
  });
  const key = randomBytes(16).toString('hex');
  await writeFile(path.join(root, id, 'key'), key, { mode: 0o600 });
  return filesOf(root, id, key);
}

/** Finds an incident by its id or the beginning of it, the newest where no id is given. */
export async function findIncidentFolder(root: string, id: string | undefined): Promise<IncidentFolder> {
  const ids = await listIncidents(root);
  const matches = id === undefined ? ids.slice(-1) : ids.filter((one) => one === id || one.startsWith(id));
  const exact = matches.find((one) => one === id) ?? (matches.length === 1 ? matches[0] : undefined);
  if (exact === undefined) {
    if (id === undefined)
      throw new UserError({
        message: 'there is no incident yet',
        hint: 'Start one with: causebook run <runbook> --evidence DIR',
      });
    const hint =
      matches.length > 1 ? `It could be ${matches.join(', ')}.` : (suggest(id, ids) ?? 'See: causebook list');
    throw new UserError({ message: `there is no incident "${id}"`, hint });
  }
  return filesOf(root, exact, await readFile(path.join(root, exact, 'key'), 'utf8').catch(() => exact));
}

/** The ids of all incidents, oldest first. */
export async function listIncidents(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && /^\d{8}-\d{4}-[0-9a-f]{4}$/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** Removes an incident with everything in it. */
export async function removeIncident(folder: IncidentFolder): Promise<void> {
  await rm(folder.path, { recursive: true, force: true });
}

/** Writes a file of the incident whole or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}

/** Takes the pen: one writer at a time. Throws a `UserError` naming who has it. The result lets go of it. */
export async function takePen(
  folder: IncidentFolder,
  me: { readonly pid: number; readonly isAlive: (pid: number) => boolean },
): Promise<() => Promise<void>> {
  const file = path.join(folder.path, 'lock');
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(String(me.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if (Number.isInteger(holder) && holder > 0 && me.isAlive(holder)) {
        throw new UserError({
          message: `incident ${folder.id} is open in another causebook (process ${holder})`,
          hint: `Follow it with: causebook show ${folder.id}`,
        });
      }
      // Whoever held it has died.
      await rm(file, { force: true });
    }
  }
  throw new UserError({
    message: `the lock of incident ${folder.id} cannot be taken`,
    hint: `Remove ${file} if no causebook is running.`,
  });
}

function filesOf(root: string, id: string, key: string): IncidentFolder {
  const folder = path.join(root, id);
  return { id, path: folder, journal: path.join(folder, 'journal.jsonl'), note: path.join(folder, 'note.md'), key };
}
