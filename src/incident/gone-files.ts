import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Touch } from '../checks/check.ts';
import type { EvidenceFolder } from '../logs/evidence-folder.ts';
import { sideBySide } from '../logs/side-by-side.ts';
import { tokenPattern } from '../redact/token-kinds.ts';
import type { Runbook, Step } from '../runbook/schema.ts';
import type { CheckResult } from './events.ts';
import { globsOf } from './paste/readers.ts';
import type { IncidentState } from './state.ts';

/**
 * Lists the files that the result of a step was read from and that are not there any more. `folder` is the evidence with what was pasted.
 * What cannot be looked for has not gone.
 */
export async function listGone(of: {
  readonly step: Step;
  readonly result: CheckResult;
  readonly touches: readonly Touch[];
  readonly runbook: Runbook;
  readonly folder: EvidenceFolder;
  readonly pasted: IncidentState['pasted'];
}): Promise<readonly string[]> {
  const isGone = of.step.log === undefined ? isNowhere : isNoFile;
  const names = of.step.log === undefined ? filesNeeded(of) : filesRead(of);
  const found = await sideBySide(names, async (name) => ((await isGone(name, of)) ? [name] : []));
  return found.flat();
}

type Looking = { readonly folder: EvidenceFolder; readonly pasted: IncidentState['pasted'] };

/** The files that a log step says it has read; what a command or a store gave stands there by its source. */
function filesRead(of: { readonly result: CheckResult; readonly runbook: Runbook }): readonly string[] {
  const { read } = of.result.facts;
  if (typeof read !== 'object' || read === null || !('files' in read) || !Array.isArray(read.files)) return [];
  const live = new Set(of.runbook.sources.flatMap((source) => (globsOf(source).length === 0 ? [source.id] : [])));
  // A file whose name was redacted cannot be looked for.
  const token = tokenPattern(of.runbook.redact?.rules.map(({ id }) => id) ?? []);
  return read.files.filter(
    (name): name is string => typeof name === 'string' && !live.has(name) && name.search(token) === -1,
  );
}

/** What the other checks cannot do without. A log that such a check reads may be optional: it may never have been there. */
function filesNeeded(of: {
  readonly result: CheckResult;
  readonly touches: readonly Touch[];
  readonly runbook: Runbook;
}): readonly string[] {
  if (!isMeasured.has(of.result.status)) return [];
  const logs = new Set(of.runbook.sources.flatMap((source) => (source.log === undefined ? [] : globsOf(source))));
  return of.touches.flatMap(({ what, text }) => (what === 'file' && !logs.has(text) ? [text] : []));
}

const isMeasured: ReadonlySet<string> = new Set(['pass', 'warn', 'fail']);

async function isNoFile(name: string, { folder, pasted }: Looking): Promise<boolean> {
  const isPasted = pasted.some(({ file }) => file === name);
  // Of a folder that is not there as a whole it is told; what was found in it stands.
  if (folder.path === undefined && !isPasted) return false;
  return isNotThere(folder.pathOf?.(name) ?? path.resolve(folder.path ?? '', name));
}

async function isNowhere(name: string, { folder }: Looking): Promise<boolean> {
  // What lies elsewhere (a certificate that an input names) is no evidence: what was seen with it holds.
  if (path.isAbsolute(name) || folder.path === undefined) return false;
  const files = await folder.files(name).catch(() => undefined);
  return files?.length === 0 && ((await folder.unseen?.(name)) ?? []).length === 0;
}

async function isNotThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => false,
    (cause: NodeJS.ErrnoException) => cause.code === 'ENOENT' || cause.code === 'ENOTDIR',
  );
}
