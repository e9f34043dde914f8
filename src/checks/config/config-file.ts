import { CheckProblem } from '../../errors.ts';
import type { EvidenceFile } from '../../logs/evidence-folder.ts';
import type { SourceEntry } from '../../logs/source.ts';
import type { CheckContext } from '../check.ts';
import { findEvidenceFile } from './evidence-file.ts';

type ConfigEntry = SourceEntry & { readonly kind: 'config' };

/** The settings file of a source: what was pasted for it, else the file in the evidence folder. Throws a `CheckProblem` where there is none. */
export async function openConfig(
  id: string,
  context: CheckContext,
): Promise<{ readonly entry: ConfigEntry; readonly file: EvidenceFile }> {
  const entry = findEntry(id, context);
  const pasted = (await context.folder.pastedFor?.(id))?.at(-1);
  if (pasted !== undefined) return { entry, file: pasted };
  const name = entry.config.file;
  const unblock = `Ask ${entry.owner} for ${name} (${entry.title})`;
  return { entry, file: await findEvidenceFile({ context, name, unblock }) };
}

function findEntry(id: string, context: CheckContext): ConfigEntry {
  const entry = context.sources.get(id);
  if (entry === undefined) throw new CheckProblem({ status: 'error', message: `unknown source "${id}"` });
  if (entry.kind === 'config') return entry;
  if (entry.kind === 'manual') {
    throw new CheckProblem({
      status: 'blocked',
      message: `${entry.title} names no file`,
      unblock: `Ask ${entry.owner} for ${entry.title}`,
    });
  }
  throw new CheckProblem({ status: 'error', message: `source "${id}" is a ${entry.kind}, not a settings file` });
}
