import type { WrittenFile } from './evidence/write.ts';
import type { Scenario } from './scenario.ts';
import { stageRegistrations } from './stage-registrations.ts';
import { stageWebhooks } from './webhooks/stage.ts';

/** A staged incident: the files written (paths inside the folder), the inputs that open it, and its true cause by axis. */
export type Staged = {
  readonly files: readonly WrittenFile[];
  readonly inputs: Readonly<Record<string, string>>;
  readonly truth: Readonly<Record<string, string>>;
  readonly lines: number;
};

/**
 * Stages an incident in virtual time and writes its evidence folder under `dir`. The same scenario and seed give the
 * same bytes, certificates aside; without a seed it is the scenario's own.
 */
export async function stageScenario(given: {
  readonly scenario: Scenario;
  readonly dir: string;
  readonly seed?: number;
}): Promise<Staged> {
  const { scenario, dir } = given;
  const seed = given.seed ?? scenario.seed;
  const { files, inputs } =
    scenario.runbook === 'missing-webhooks'
      ? await stageWebhooks({ scenario, dir, seed })
      : await stageRegistrations({ scenario, dir, seed });
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  return { files, inputs, truth: scenario.truth, lines };
}
