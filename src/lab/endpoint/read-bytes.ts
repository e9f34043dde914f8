import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const maxBytes = 1024 * 1024;

/** Reads a body to its fingerprint and length, and keeps none of it; `too-large` beyond 1 MiB, `aborted` when the client went away. */
export async function readBytes(
  request: IncomingMessage,
): Promise<{ readonly fingerprint: string; readonly bytes: number } | 'too-large' | 'aborted'> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) return 'too-large';
      hash.update(chunk);
    }
  } catch {
    return 'aborted';
  }
  return { fingerprint: `sha256:${hash.digest('hex').slice(0, 16)}`, bytes };
}
