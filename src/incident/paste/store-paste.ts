import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../../errors.ts';
import type { Redactor } from '../../redact/redactor.ts';
import type { Runbook } from '../../runbook/schema.ts';
import type { Pasted } from '../events.ts';
import { globsOf } from './readers.ts';
import { slicesOf } from './slices.ts';

/** The most that can be pasted at once, in bytes of UTF-8. */
const maxPasteBytes = 64 * 1024 * 1024;

/**
 * Writes a pasted text, redacted, into the incident's folder (`pasted/<source>-<n>.log`, mode 0600) and describes it.
 * Throws a `UserError` when there is nothing in it or too much, and when it cannot be written.
 */
export async function storePaste(of: {
  readonly home: string;
  readonly source: Runbook['sources'][number];
  readonly text: string;
  readonly redactor: Redactor;
}): Promise<Pasted> {
  const { home, source, text } = of;
  assertSize(text, source);
  try {
    const { handle, file } = await create(home, source);
    try {
      return { source: source.id, file, ...(await write(handle, of)) };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new UserError({ message: `what was pasted could not be kept: ${messageOf(cause)}` }, { cause });
  }
}

function assertSize(text: string, source: Runbook['sources'][number]): void {
  const [glob = source.id] = globsOf(source);
  if (text.trim() === '') throw new UserError({ message: 'nothing was pasted', hint: `Paste the lines of ${glob}.` });
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxPasteBytes) return;
  throw new UserError({
    message: `what was pasted is ${(bytes / 1024 / 1024).toFixed(1)} MiB; at most ${maxPasteBytes / 1024 / 1024} MiB can be pasted`,
    hint: `Put it into the evidence folder as ${glob.replace(/\*$/, '')}.`,
  });
}

/** A number that is taken, also by a text whose event was never written, is passed over. */
async function create(
  home: string,
  source: Runbook['sources'][number],
): Promise<{ readonly handle: FileHandle; readonly file: string }> {
  await mkdir(path.join(home, 'pasted'), { recursive: true, mode: 0o700 });
  // The format of a settings file is known by its name.
  const extension = source.config === undefined ? '.log' : path.extname(source.config.file) || '.env';
  for (let number = 1; ; number += 1) {
    const file = `pasted/${source.id}-${number}${extension}`;
    try {
      return { handle: await open(path.join(home, file), 'wx', 0o600), file };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
}

/** Slice by slice, so that the screen goes on while megabytes are redacted. */
async function write(
  handle: FileHandle,
  of: { readonly text: string; readonly redactor: Redactor },
): Promise<Pick<Pasted, 'bytes' | 'lines' | 'sha256'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  for (const slice of slicesOf(of.text)) {
    const redacted = of.redactor.text(slice);
    const chunk = Buffer.from(redacted.endsWith('\n') ? redacted : `${redacted}\n`);
    await handle.writeFile(chunk);
    hash.update(chunk);
    bytes += chunk.length;
    lines += chunk.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await handle.datasync();
  return { bytes, lines, sha256: hash.digest('hex') };
}
