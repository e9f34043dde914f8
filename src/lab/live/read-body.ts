import type { IncomingMessage } from 'node:http';

const maxBytes = 64 * 1024;

/** Reads the body of a request as UTF-8; `too-large` beyond 64 KiB, `aborted` when the client went away. */
export async function readBody(request: IncomingMessage): Promise<{ readonly text: string } | 'too-large' | 'aborted'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return 'aborted';
  }
  return { text: Buffer.concat(chunks).toString('utf8') };
}
