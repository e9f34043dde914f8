import { tmpdir } from 'node:os';
import { CheckProblem, messageOf } from './errors.ts';

/** Codes of the system for a disk that takes no more, and for a folder that may not be written. */
const full = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const closed = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR'];

/** What keeps a text from being kept in the temporary folder for a while, in words; undefined for any other cause. */
export function tellNoRoom(cause: unknown): string | undefined {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  // DuckDB has no codes.
  if (full.includes(code) || /No space left|failed to offload/.test(messageOf(cause)))
    return `the temporary folder ${tmpdir()} is full`;
  return closed.includes(code) ? `the temporary folder ${tmpdir()} cannot be written (${code})` : undefined;
}

export const roomHint = 'Make room there, or name a folder with room: TMPDIR=/path causebook …';

/** Throws a cause on: as a `CheckProblem` with a way out where the temporary folder has no room. */
export function throwNoRoom(cause: unknown): never {
  const message = cause instanceof CheckProblem ? undefined : tellNoRoom(cause);
  if (message === undefined) throw cause;
  throw new CheckProblem({ status: 'error', message, unblock: roomHint }, { cause });
}
