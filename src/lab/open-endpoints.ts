import { createEndpoints } from './endpoints.ts';
import type { Scenario } from './scenario.ts';
import { createWebhookEndpoints } from './webhooks/endpoints.ts';

/** Starts the live fakes of a scenario on loopback: inputs for its runbook, and an end. `trust` is a PEM file to trust besides the fakes'. */
export async function openEndpoints(given: {
  readonly scenario: Scenario;
  readonly trust: string | undefined;
}): Promise<{ readonly inputs: Readonly<Record<string, string>>; readonly close: () => Promise<void> }> {
  const { scenario, trust } = given;
  if (scenario.runbook === 'missing-webhooks') return createWebhookEndpoints({ scenario, trust });
  const { inputs, caFile, close } = await createEndpoints({ scenario });
  return { inputs: { ...inputs, crm_ca: caFile }, close };
}
