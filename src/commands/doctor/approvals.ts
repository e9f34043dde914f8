import { readFile, stat } from 'node:fs/promises';
import type { Finding } from './finding.ts';

/** Whether the approvals of what runbooks run can be relied on; `file` is where they are kept. */
export async function judgeApprovals(file: string): Promise<Finding> {
  const id = 'approvals';
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => cause);
  if (typeof text !== 'string') {
    if (text.code === 'ENOENT')
      return { id, status: 'pass', say: 'none yet: commands and scripts are asked about first' };
    return {
      id,
      status: 'warn',
      say: `${file} cannot be read: ${text.message}`,
      advice: 'Until then each is asked again.',
    };
  }
  const count = countEntries(text);
  if (count === undefined)
    return {
      id,
      status: 'warn',
      say: `${file} is damaged: nothing in it counts as approved`,
      advice: 'Remove it; what runbooks run is asked again.',
    };
  const { mode, uid } = await stat(file);
  const isOthers = (mode & 0o022) !== 0 || (process.getuid !== undefined && ![0, process.getuid()].includes(uid));
  if (isOthers)
    return {
      id,
      status: 'fail',
      say: `${file} can be written by others, who could approve commands in your name`,
      advice: 'Look through it, then: chmod 600 (and own it).',
    };
  return {
    id,
    status: 'pass',
    say: `${file}: ${count === 1 ? '1 runbook' : `${count} runbooks`} approved as they were`,
  };
}

function countEntries(text: string): number | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? Object.keys(read).length : undefined;
  } catch {
    return undefined;
  }
}
