import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { messageOf, suggest, UserError } from '../errors.ts';
import { headerLine } from './journal.ts';

/** The files of one incident. `key` keys its redaction tokens. */
export type IncidentFolder = {
  readonly id: string;
  readonly path: string;
  readonly journal: string;
  readonly note: string;
  /** The runbook as it was when the incident was opened. */
  readonly runbook: string;
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

/** Names a new incident: its id is the UTC minute and four random letters, easy to type. Nothing is written yet. */
export function nameIncidentFolder(root: string, now: Date): IncidentFolder {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13);
  const id = `${stamp}-${randomHex(2)}`;
  return filesOf(root, id, randomHex(16));
}

/** Makes the folder (mode 0700) of a new incident, where it is not there yet. */
export async function makeIncidentFolder(folder: IncidentFolder): Promise<void> {
  await makeFolder(folder.path);
  await writeWhole(path.join(folder.path, 'key'), folder.key);
}

/** Node says of a folder that a read-only disk does not take that it is missing; made one by one, each says what is wrong. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const parent = path.dirname(folder);
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw cause;
    await makeFolder(parent);
    await mkdir(folder, { mode: 0o700 });
  }
}

/**
 * Whether something could not be written because the disk is full, or it or the folder is read-only: that may pass, and the walk goes on in
 * memory.
 */
export function isUnwritable(cause: unknown): boolean {
  return isFull(cause) || ['EROFS', 'EFBIG', 'EACCES', 'EPERM'].includes((cause as NodeJS.ErrnoException).code ?? '');
}

/** Whether something could not be written because there is no room for it. */
export function isFull(cause: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((cause as NodeJS.ErrnoException).code ?? '');
}

/** What is thrown in place of `cause` where an incident cannot be written, and there is nothing to go on with in memory. */
export function cannotWrite({ id, path: folder }: IncidentFolder, cause: unknown): unknown {
  if (!isUnwritable(cause)) return cause;
  return new UserError(
    {
      message: `incident ${id} cannot be written, and nothing of it was changed: ${messageOf(cause)}`,
      hint: `Make room or make it writable: ${folder}`,
    },
    { cause },
  );
}

/** Finds an incident by its id or the beginning of it, the newest where no id is given. */
export async function findIncidentFolder(root: string, id: string | undefined): Promise<IncidentFolder> {
  const ids = await listIncidents(root);
  const matches = id === undefined ? await newestOf(root, ids) : ids.filter((one) => one === id || one.startsWith(id));
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

/** The newest incident in which something has happened; one that ended before it was opened only where there is no other. */
async function newestOf(root: string, ids: readonly string[]): Promise<readonly string[]> {
  for (const id of [...ids].reverse()) {
    const { size } = await stat(path.join(root, id, 'journal.jsonl')).catch(() => ({ size: 0 }));
    if (size > headerLine.length) return [id];
  }
  return ids.slice(-1);
}

/** The ids of all incidents, oldest first. Ids tell the minute; within one, when each got its key. */
export async function listIncidents(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const ids = entries
    .filter((entry) => entry.isDirectory() && /^\d{8}-\d{4}-[0-9a-f]{4}$/.test(entry.name))
    .map(({ name }) => name)
    .sort();
  const made = await Promise.all(
    ids.map(async (id) => {
      const { mtimeMs } = await stat(path.join(root, id, 'key')).catch(() => ({ mtimeMs: 0 }));
      return { id, minute: Number(id.slice(0, 13).replace('-', '')), mtimeMs };
    }),
  );
  return made.sort((a, b) => a.minute - b.minute || a.mtimeMs - b.mtimeMs).map(({ id }) => id);
}

/** Removes an incident with everything in it. */
export async function removeIncident(folder: IncidentFolder): Promise<void> {
  await rm(folder.path, { recursive: true, force: true });
}

/** Writes a file of the incident whole or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomHex(4)}.tmp`;
  try {
    await writeFile(draft, text, { mode: 0o600 });
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    throw cause;
  }
}

function filesOf(root: string, id: string, key: string): IncidentFolder {
  const folder = path.join(root, id);
  return {
    id,
    path: folder,
    journal: path.join(folder, 'journal.jsonl'),
    note: path.join(folder, 'note.md'),
    runbook: path.join(folder, 'runbook.yaml'),
    key,
  };
}

/** So many random bytes as digits. Whoever asks only where incidents lie does not wait for node:crypto to load. */
function randomHex(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
}
