import { openEndpoints } from './open-endpoints.ts';
import type { Scenario } from './scenario.ts';
import { type Staged, stageScenario } from './stage.ts';

/** A staged incident with its live endpoints: what a walk of it is opened with. */
export type Lab = Staged & { readonly testTargets: readonly string[]; readonly close: () => Promise<void> };

/** Stages a scenario under `dir` and starts its endpoints on loopback. `inputs` are those of the runbook (`known`), secrets included. */
export async function openLab(given: {
  readonly scenario: Scenario;
  readonly dir: string;
  readonly seed: number;
  readonly known: readonly { readonly id: string }[];
  /** Told when the evidence is there. */
  readonly onStaged?: (staged: Staged) => void;
}): Promise<Lab> {
  const { scenario, dir, seed, known, onStaged } = given;
  const staged = await stageScenario({ scenario, dir, seed });
  onStaged?.(staged);
  const endpoints = await openEndpoints({ scenario, trust: staged.inputs.endpoint_ca });
  const offered = { ...staged.inputs, ...endpoints.inputs };
  const inputs = Object.fromEntries(Object.entries(offered).filter(([id]) => known.some((input) => input.id === id)));
  const { crm_url } = endpoints.inputs;
  return { ...staged, inputs, testTargets: crm_url === undefined ? [] : [`${crm_url}/`], close: endpoints.close };
}
