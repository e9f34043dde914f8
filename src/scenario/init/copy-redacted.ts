import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { EvidenceFile } from '../../logs/evidence-folder.ts';
import { openBytes } from '../../logs/read/open-bytes.ts';
import { longestPrivateKey } from '../../redact/private-keys.ts';
import type { Redactor } from '../../redact/redactor.ts';

/** Bytes that are redacted in one go, and the most that are kept waiting for a line to end. */
const sliceBytes = 256 * 1024;
const longestLine = 8 * 1024 * 1024;

/** Why a file was not copied. */
export class NotText extends Error {}

/**
 * Copies a file without its secrets; line ends stay as they are. What was packed is packed with gzip where its name ends in `.gz`, else plain;
 * UTF-16 becomes UTF-8. What is there already is gone on with. Throws `NotText` for a file with NUL bytes.
 */
export async function copyRedacted(
  file: EvidenceFile,
  of: { readonly to: string; readonly redactor: Redactor; readonly signal: AbortSignal },
): Promise<void> {
  const { to, redactor, signal } = of;
  await mkdir(path.dirname(to), { recursive: true });
  const blocks = Readable.from(redactBlocks(openBytes(file, signal), redactor));
  const target = createWriteStream(to, { flags: 'a', mode: 0o600 });
  if (to.endsWith('.gz')) await pipeline(blocks, createGzip(), target, { signal });
  else await pipeline(blocks, target, { signal });
}

async function* redactBlocks(bytes: AsyncIterable<Buffer>, redactor: Redactor): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const block of bytes) {
    if (block.includes(0)) throw new NotText('it is no text');
    waiting.push(block);
    size += block.length;
    if (size < sliceBytes) continue;
    const whole = Buffer.concat(waiting);
    const end = size > longestLine ? size : endOfLines(whole);
    if (end > 0) yield redactBytes(whole.subarray(0, end), redactor);
    waiting = [whole.subarray(end)];
    size -= end;
  }
  yield redactBytes(Buffer.concat(waiting), redactor);
}

/** Where the last whole line ends; before a private key that has begun and not ended. */
function endOfLines(bytes: Buffer): number {
  const end = bytes.lastIndexOf(0x0a) + 1;
  const begin = bytes.lastIndexOf('-----BEGIN ');
  const isInKey = begin >= 0 && bytes.length - begin < longestPrivateKey && bytes.indexOf('-----END ', begin) < 0;
  return isInKey ? bytes.lastIndexOf(0x0a, begin) + 1 : end;
}

/** What is not UTF-8 goes through as Latin-1, byte for byte. */
function redactBytes(bytes: Buffer, redactor: Redactor): Buffer {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return Buffer.from(redactor.text(text));
  } catch {
    return Buffer.from(redactor.text(bytes.toString('latin1')), 'latin1');
  }
}
