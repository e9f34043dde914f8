import path from 'node:path';

/** The file in which approvals of what runbooks run are kept; `root` is where incidents lie. */
export function approvalsFile(root: string): string {
  return path.join(path.dirname(root), 'trusted-runbooks.json');
}
