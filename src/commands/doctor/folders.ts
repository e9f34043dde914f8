import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../errors.ts';
import type { Finding } from './finding.ts';

/** A folder that causebook uses; without `need` it is only read, and need not be there. */
export type Folder = {
  readonly id: string;
  readonly path: string;
  readonly holds: string;
  readonly need?: 'fail' | 'warn';
  readonly advice: string;
};

/** Less than this is soon full: what does not fit in memory goes to the disk. */
const scarceBytes = 256 * 2 ** 20;

/** Whether a folder can be used as it must, and how much room is left. Nothing is left behind in it, and none is made. */
export async function judgeFolder({ id, path: folder, holds, need, advice }: Folder): Promise<Finding> {
  const nearest = await nearestFolder(folder);
  const isThere = nearest === folder;
  if (need === undefined) {
    if (!isThere) return { id, status: 'pass', say: `${folder} (${holds}) is not there: nothing of your own` };
    const problem = await access(folder, constants.R_OK | constants.X_OK).then(() => undefined, messageOf);
    return problem === undefined
      ? { id, status: 'pass', say: `${folder} (${holds})` }
      : { id, status: 'warn', say: `${folder} (${holds}) cannot be read: ${problem}`, advice };
  }
  const problem = await (isThere ? tryToWrite(folder) : access(nearest, constants.W_OK | constants.X_OK)).then(
    () => undefined,
    messageOf,
  );
  if (problem !== undefined)
    return { id, status: need, say: `${folder} (${holds}) cannot be written: ${problem}`, advice };
  const free = await freeBytes(nearest);
  const say = `${folder} (${holds})${isThere ? '' : ', made when it is needed'}${free === undefined ? '' : `, ${renderBytes(free)} free`}`;
  return free !== undefined && free < scarceBytes
    ? { id, status: 'warn', say, advice: `Make room: less than ${renderBytes(scarceBytes)} is soon full.` }
    : { id, status: 'pass', say };
}

/** The folder itself, or the first above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || path.dirname(folder) === folder ? folder : nearestFolder(path.dirname(folder));
}

/** Rights alone do not tell: a file system may be full, or mounted to be read only. */
async function tryToWrite(folder: string): Promise<void> {
  const file = path.join(folder, `.doctor-${randomBytes(4).toString('hex')}`);
  try {
    await writeFile(file, 'x', { mode: 0o600, flag: 'wx' });
  } finally {
    await rm(file, { force: true });
  }
}

async function freeBytes(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found === undefined ? undefined : found.bavail * found.bsize;
}

function renderBytes(bytes: number): string {
  const [unit, size] = bytes >= 2 ** 30 ? ['GiB', 2 ** 30] : ['MiB', 2 ** 20];
  return `${(bytes / size).toFixed(bytes >= 10 * size ? 0 : 1).replace(/\.0$/, '')} ${unit}`;
}
