import { createHash } from 'node:crypto';

/** The fingerprint under which keys and bodies appear in logs, in place of their value. */
export function fingerprint(value: string): string {
  return `sha256:${createHash('sha256').update(value).digest('hex').slice(0, 16)}`;
}
