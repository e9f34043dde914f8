import type { EvidenceFolder } from '../logs/evidence-folder.ts';
import type { Runbook } from '../runbook/schema.ts';
import { globsOf } from './paste/readers.ts';

/** A source of a party that nothing of is at hand. `files` are the names that its files are looked up by. */
export type MissingSource = { readonly source: Runbook['sources'][number]; readonly files: readonly string[] };

/** The sources of a party that are read from files and have none, neither in the evidence folder nor in the incident. */
export async function listMissingSources(of: {
  readonly runbook: Runbook;
  readonly party: string;
  readonly folder: EvidenceFolder;
}): Promise<readonly MissingSource[]> {
  const { runbook, party, folder } = of;
  const found = await Promise.all(
    runbook.sources.map(async (source): Promise<readonly MissingSource[]> => {
      const globs = globsOf(source);
      if (source.party !== party || globs.length === 0) return [];
      const files = await folder.files(globs).catch(() => undefined);
      return files?.length === 0 ? [{ source, files: globs }] : [];
    }),
  );
  return found.flat();
}
