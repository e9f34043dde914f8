import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../../errors.ts';
import type { Redactor } from '../../redact/redactor.ts';
import type { Runbook } from '../../runbook/schema.ts';
import type { Pasted } from '../events.ts';
import { cutPasted } from './cut-pasted.ts';
import { globsOf } from './readers.ts';
import { slicesOf } from './slices.ts';

/** The most that can be pasted at once, in bytes of UTF-8. */
const maxPasteBytes = 64 * 1024 * 1024;

/**
 * Writes a pasted text, redacted, into the incident's folder (`pasted/<source>-<n>.log`, mode 0600) and describes it.
 * Lines that stand in the texts pasted `before` are left out;
 * undefined where nothing is left. Throws a `UserError` when there is nothing in it or too much, and when it cannot be written.
 */
export async function storePaste(of: {
  readonly home: string;
  readonly source: Runbook['sources'][number];
  readonly text: string;
  readonly before: readonly string[];
  readonly redactor: Redactor;
}): Promise<Pasted | undefined> {
  const { home, source, text } = of;
  assertSize(text, source);
  try {
    const redacted = await redact(of);
    // Of settings the newest text counts alone: there is nothing to leave out.
    const fresh = source.config === undefined ? await withoutPasted(redacted, of) : { slices: redacted, leftOut: 0 };
    if (fresh.slices.length === 0) return undefined;
    const { handle, file } = await create(home, source);
    try {
      const written = await write(handle, fresh.slices);
      return { source: source.id, file, ...written, ...(fresh.leftOut === 0 ? {} : { leftOut: fresh.leftOut }) };
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
async function redact(of: { readonly text: string; readonly redactor: Redactor }): Promise<readonly string[]> {
  const slices: string[] = [];
  for (const slice of slicesOf(of.text)) {
    const redacted = of.redactor.text(slice);
    slices.push(redacted.endsWith('\n') ? redacted : `${redacted}\n`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return slices;
}

/** The same value has the same token within an incident: what was redacted can be compared. */
async function withoutPasted(
  slices: readonly string[],
  { home, before }: { readonly home: string; readonly before: readonly string[] },
): Promise<{ readonly slices: readonly string[]; readonly leftOut: number }> {
  if (before.length === 0) return { slices, leftOut: 0 };
  const lines = linesOf(slices.join(''));
  // A text that is gone cannot be compared, nor does it count.
  const texts = await Promise.all(before.map((file) => readFile(path.join(home, file), 'utf8').catch(() => '')));
  const fresh = cutPasted(lines, texts.map(linesOf));
  const leftOut = lines.length - fresh.length;
  if (leftOut === 0) return { slices, leftOut };
  return { slices: fresh.some((line) => line.trim() !== '') ? [`${fresh.join('\n')}\n`] : [], leftOut };
}

/** The lines of a text; empty ones at its ends come and go with what was selected. */
function linesOf(text: string): readonly string[] {
  return text
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n');
}

async function write(
  handle: FileHandle,
  slices: readonly string[],
): Promise<Pick<Pasted, 'bytes' | 'lines' | 'sha256'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  for (const slice of slices) {
    const chunk = Buffer.from(slice);
    await handle.writeFile(chunk);
    hash.update(chunk);
    bytes += chunk.length;
    lines += chunk.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0);
  }
  await handle.datasync();
  return { bytes, lines, sha256: hash.digest('hex') };
}
