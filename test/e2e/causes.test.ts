import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listScenarios } from '../../src/lab/scenario.ts';
import { stageScenario } from '../../src/lab/stage.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import { fileNames, verdictsWithout } from '../helpers/verdicts.ts';

const scenarios = await listScenarios(fileURLToPath(new URL('../lab/causes', import.meta.url)));
const runbook = await loadRunbook(
  fileURLToPath(new URL('../../runbooks/duplicate-registrations/runbook.yaml', import.meta.url)),
);

describe('incidents of other causes, which the runbook was not written on', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s is led to its trigger, and no missing file makes a wrong cause settled',
    async (_, scenario) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'causebook-evidence-'));
      try {
        const { files, inputs, truth } = await stageScenario({ scenario, dir: folder });
        const [trigger] = await verdictsWithout({ folder, missing: undefined, runbook, inputs });
        expect(trigger?.leader).toBe(truth.trigger);
        const claims: string[] = [];
        for (const missing of fileNames(files)) {
          for (const { id, state, leader } of await verdictsWithout({ folder, missing, runbook, inputs })) {
            if (state === 'settled' && leader !== truth[id as keyof typeof truth])
              claims.push(`${missing}: ${id} is ${leader}`);
          }
        }
        expect(claims).toEqual([]);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    60_000,
  );
});
