import { UserError } from '../errors.ts';
import { type EvidenceFolder, openEvidenceFolder } from '../logs/evidence-folder.ts';

/** An evidence folder that was recorded, as far as it is still there; `lost` says what is to be done where it is not. */
export type ReopenedEvidence = { readonly folder: EvidenceFolder; readonly lost: string | undefined };

/** Opens the evidence folder of an incident again. One that was moved or cleaned away takes nothing from what was found in it. */
export async function reopenEvidence(recorded: string | null, incident: string): Promise<ReopenedEvidence> {
  try {
    return { folder: await openEvidenceFolder(recorded ?? undefined), lost: undefined };
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    const [problem] = cause.problems;
    const lost = `${problem?.message ?? `evidence folder "${recorded}" cannot be opened`}. What was found in it stands; checks that need it cannot run. If it lies elsewhere now: causebook resume ${incident} --evidence DIR`;
    return { folder: await openEvidenceFolder(undefined), lost };
  }
}
