import { createHash } from 'node:crypto';
import { kindOfSecret } from './key.ts';

/**
 * What two people can compare instead of a secret: the first 6 hex digits of its SHA-256, its length, and its kind where a known prefix
 * tells it.
 */
export function fingerprint(secret: string): string {
  const kind = kindOfSecret(secret.trim());
  return `${sha256(secret).slice(0, 6)}, ${secret.length} characters${kind === undefined ? '' : `, ${kind}`}`;
}

/** SHA-256 in hex. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
