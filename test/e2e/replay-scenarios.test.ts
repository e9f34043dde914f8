import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { openIncident } from '../../src/incident/open-incident.ts';
import { createEndpoints } from '../../src/lab/endpoints.ts';
import { listScenarios, type RegistrationScenario } from '../../src/lab/scenario.ts';
import { loadRunbook } from '../../src/runbook/load.ts';

const runbookFolder = fileURLToPath(new URL('../../runbooks/duplicate-registrations/', import.meta.url));
const scenarios = (await listScenarios(path.join(runbookFolder, 'scenarios'))).filter(
  (one): one is RegistrationScenario => one.runbook === 'duplicate-registrations',
);
const runbook = await loadRunbook(path.join(runbookFolder, 'runbook.yaml'));

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What the evidence model of the duplicates says of a replay in the test environment of these; two more answer too slowly to be waited for. */
const replays: { readonly [scenario: string]: string } = {
  's1-02-success-treated-as-failure': 'dup_in_sequence',
  's1-05-proxy-resend': 'dup_only_concurrent',
  's1-07-key-ignored': 'dup_in_sequence',
  's1-08-key-store-per-node': 'no_dup',
};

it.each(scenarios.filter(({ name }) => name in replays).map((scenario) => [scenario.name, scenario] as const))(
  '%s: a replay against its test environment finds what is true of it',
  async (name, scenario) => {
    const endpoints = await createEndpoints({ scenario });
    closers.push(endpoints.close);
    const root = await mkdtemp(path.join(tmpdir(), 'causebook-replay-'));
    closers.push(() => rm(root, { recursive: true, force: true }));
    const incident = await openIncident({
      runbook,
      evidence: undefined,
      given: { customer_id: 'CUST_7890', crm_url: endpoints.inputs.crm_url, crm_ca: endpoints.caFile },
      machine: { root, env: {}, now: () => new Date(), pid: process.pid, isAlive: () => true, tool: 'test' },
      testTargets: [endpoints.inputs.crm_url],
    });
    closers.push(incident.close);
    incident.session.rerun('check_replay', { confirmed: true });
    await incident.session.idle();
    const step = incident.session.snapshot().state.steps.get('check_replay');
    expect({ outcome: step?.outcome, say: step?.result?.say }).toMatchObject({ outcome: replays[name] });
    expect(step?.result?.facts).toMatchObject({ sent: 10, record_from: 'effects' });
  },
);
