import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { messageOf, UserError } from '../../errors.ts';
import { describeFile } from '../../logs/evidence-folder.ts';
import { CutShort } from '../../logs/read/cut-short.ts';
import { openBytes } from '../../logs/read/open-bytes.ts';
import type { Origin } from '../events.ts';

/** A file that a party sent, as text, and what it was like when it came. */
export type Attachment = { readonly text: string; readonly origin: Origin };

/** The most that is taken of a file, unpacked, in bytes; larger ones belong into the evidence folder, where they are read in place. */
const maxBytes = 64 * 1024 * 1024;

/**
 * Reads a file that a party sent: text, also packed (gzip, zstd) or as UTF-16. Throws a `UserError` when it is not there, too large, cut
 * short, or no text: nothing could take the secrets out of it.
 */
export async function readAttachment(
  file: string,
  options: { readonly from: string | undefined; readonly signal: AbortSignal },
): Promise<Attachment> {
  const name = path.basename(file);
  const wrong = (message: string, hint?: string, cause?: unknown) =>
    new UserError({ message, place: { file }, ...(hint === undefined ? {} : { hint }) }, { cause });
  const found = await describeFile(path.resolve(file), name);
  if (found.problem !== undefined) throw wrong(found.problem.slice(name.length + 1));
  const inPlace = 'Put it into the evidence folder.';
  const tooLarge = `is larger than ${maxBytes / 1024 / 1024} MiB`;
  if (found.bytes > maxBytes) throw wrong(tooLarge, inPlace);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of openBytes(found, options.signal)) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw wrong(`${tooLarge} when it is unpacked`, inPlace);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof CutShort) throw wrong(`is cut short: ${messageOf(cause)}`, 'Ask for it again.', cause);
    throw cause;
  }
  const { from } = options;
  const origin = {
    name,
    sha256: await hashOf(found.path),
    bytes: found.bytes,
    ...(from === undefined ? {} : { from }),
  };
  return { text: decode(Buffer.concat(chunks), wrong), origin };
}

function decode(bytes: Buffer, wrong: (message: string, hint: string) => UserError): string {
  try {
    // Logs hold no zero bytes; pictures, archives and documents do.
    if (!bytes.subarray(0, 64 * 1024).includes(0)) return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Logs are also written in Latin-1; what has other control characters is no text in it either.
    const text = bytes.toString('latin1');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell text from other files.
    if (!/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)) return text;
  }
  throw wrong(
    'is not text: secrets could not be taken out of it',
    'Ask for an export as text, or put the file into the evidence folder.',
  );
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
