import type { EvidenceFolder } from '../../logs/evidence-folder.ts';
import type { Runbook, Step } from '../../runbook/schema.ts';
import type { Pasted } from '../events.ts';
import type { StepSource } from '../session.ts';
import { globsOf, sourcesOf } from './readers.ts';

/** The sources of a step that text can be pasted for: those that are missing, all of them where none is. */
export async function listPasteable(of: {
  readonly step: Step | undefined;
  readonly runbook: Runbook;
  readonly folder: EvidenceFolder;
  readonly pasted: readonly Pick<Pasted, 'source' | 'lines'>[];
}): Promise<readonly StepSource[]> {
  const { step, runbook, folder, pasted } = of;
  const sources = step === undefined ? [] : sourcesOf(runbook, step);
  const all = await Promise.all(
    sources.map(async (source): Promise<StepSource> => {
      const globs = globsOf(source);
      // What is there but cannot be read is not missing.
      const before = pasted.filter((one) => one.source === source.id);
      const isMissing =
        before.length === 0 &&
        (await folder.files(globs).then(
          (files) => files.length === 0,
          () => false,
        ));
      // Of settings the newest text counts alone.
      const isAdded = before.length > 0 && source.config === undefined;
      const party = runbook.parties.find(({ id }) => id === source.party)?.name ?? source.party;
      return {
        id: source.id,
        title: source.title,
        party,
        files: globs.join(', ').replace(/\*/g, ''),
        isMissing,
        ...(isAdded ? { pasted: before.reduce((sum, { lines }) => sum + lines, 0) } : {}),
      };
    }),
  );
  const missing = all.filter(({ isMissing }) => isMissing);
  return missing.length > 0 ? missing : all;
}
