import type { Finding } from './finding.ts';

/** The oldest Node that causebook runs on (`engines` of the package). */
const oldest = [20, 19] as const;

/** Whether this Node (`v20.19.0`) is new enough. */
export function judgeNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
  const say = `Node ${version.replace(/^v/, '')}; ${oldest.join('.')} or later is needed`;
  return isOld
    ? { id: 'node', status: 'fail', say, advice: `Install Node ${oldest.join('.')} or later.` }
    : { id: 'node', status: 'pass', say };
}
