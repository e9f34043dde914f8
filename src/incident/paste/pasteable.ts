import type { EvidenceFolder } from '../../logs/evidence-folder.ts';
import type { Runbook, Step } from '../../runbook/schema.ts';
import type { StepSource } from '../session.ts';
import { globsOf, sourcesOf } from './readers.ts';

/** The sources of a step that text can be pasted for: those that are missing, all of them where none is. */
export async function listPasteable(of: {
  readonly step: Step | undefined;
  readonly runbook: Runbook;
  readonly folder: EvidenceFolder;
}): Promise<readonly StepSource[]> {
  const { step, runbook, folder } = of;
  const sources = step === undefined ? [] : sourcesOf(runbook, step);
  const all = await Promise.all(
    sources.map(async (source): Promise<StepSource> => {
      const globs = globsOf(source);
      // What is there but cannot be read is not missing.
      const isMissing = await folder.files(globs).then(
        (files) => files.length === 0,
        () => false,
      );
      const party = runbook.parties.find(({ id }) => id === source.party)?.name ?? source.party;
      return { id: source.id, title: source.title, party, files: globs.join(', ').replace(/\*/g, ''), isMissing };
    }),
  );
  const missing = all.filter(({ isMissing }) => isMissing);
  return missing.length > 0 ? missing : all;
}
