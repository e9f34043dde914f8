import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { copyRedacted, NotText } from './copy-redacted.ts';
import { listEvidence } from './list-evidence.ts';
import type { PastIncident } from './read-past-incident.ts';

/** The evidence files of a scenario: their names in its folder and their sizes, and those that were not copied with the reason. */
export type CopiedEvidence = {
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly notCopied: readonly { readonly name: string; readonly reason: string }[];
};

/** Copies the evidence files that the checks of an incident read into a folder, without secrets. */
export async function copyEvidence(
  past: PastIncident,
  of: { readonly to: string; readonly signal: AbortSignal },
): Promise<CopiedEvidence> {
  await mkdir(of.to);
  const files: { name: string; bytes: number }[] = [];
  const notCopied: { name: string; reason: string }[] = [];
  for (const { file, name } of await listEvidence(past)) {
    const to = path.join(of.to, name);
    if (file.problem !== undefined) {
      notCopied.push({ name, reason: file.problem });
      continue;
    }
    try {
      await copyRedacted(file, { to, redactor: past.redactor, signal: of.signal });
      files.push({ name, bytes: (await stat(to)).size });
    } catch (cause) {
      if (!(cause instanceof NotText)) throw cause;
      await rm(to, { force: true });
      notCopied.push({ name, reason: cause.message });
    }
  }
  return { files, notCopied };
}
