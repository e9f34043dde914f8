import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { Runbook } from '../runbook/schema.ts';
import type { Opening } from './events.ts';
import type { IncidentFolder } from './incident-folder.ts';

/**
 * The runbook of an incident as its file now is, and as it was when the incident was opened, where that is another one and known.
 * `isCopy` when the file cannot be used any more and the copy that the incident keeps stands in for it.
 */
export type IncidentRunbook = {
  readonly runbook: LoadedRunbook;
  readonly before: Runbook | undefined;
  readonly isCopy: boolean;
};

/** Loads the runbook of an incident; throws the `UserError` of its file when that cannot be used and the incident has no copy. */
export async function loadIncidentRunbook(of: {
  readonly folder: IncidentFolder;
  readonly opening: Opening;
  readonly load: (file: string) => Promise<LoadedRunbook>;
}): Promise<IncidentRunbook> {
  const { folder, opening, load } = of;
  const copy = async () =>
    (await isIntact(folder.runbook, opening.runbook.sha256)) ? load(folder.runbook) : undefined;
  let runbook: LoadedRunbook;
  try {
    runbook = await load(opening.runbook.file);
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    const kept = await copy();
    if (kept === undefined) throw cause;
    return { runbook: kept, before: undefined, isCopy: true };
  }
  if (runbook.sha256 === opening.runbook.sha256) return { runbook, before: undefined, isCopy: false };
  // An older causebook may have kept one that this causebook does not take; then only what is missing can be told.
  const before = await copy().catch(() => undefined);
  return { runbook, before: before?.runbook, isCopy: false };
}

async function isIntact(file: string, sha256: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text !== undefined && createHash('sha256').update(text).digest('hex') === sha256;
}
