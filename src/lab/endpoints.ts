import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import path from 'node:path';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { noEvidence } from './evidence/evidence.ts';
import { createCertificates } from './live/certificates.ts';
import { type Arrived, createCrmListener } from './live/crm-server.ts';
import { limits, listen, stop } from './live/server.ts';
import { createWallClock } from './live/wall-clock.ts';
import { planScenario } from './plan.ts';
import { createRandom } from './random.ts';
import type { RegistrationScenario } from './scenario.ts';
import type { World } from './world.ts';

/** Live fakes on 127.0.0.1: inputs for a runbook, the authority to trust, and what has arrived so far. */
export type Endpoints = {
  readonly inputs: { readonly crm_url: string; readonly aspin_url: string };
  /** PEM of the lab's own authority, in a temporary folder that `close` removes. */
  readonly caFile: string;
  readonly requests: readonly Readonly<Arrived>[];
  /** Ends every connection and planned answer; nothing keeps the process alive afterwards. May be called twice. */
  readonly close: () => Promise<void>;
};

/**
 * Starts PartnerCRM's test environment as the scenario describes it (HTTPS, `test_environment`) and the health check of
 * ASPIn's front end (HTTP), each on a free port. An aborted signal closes them.
 */
export async function createEndpoints(given: {
  readonly scenario: RegistrationScenario;
  readonly signal?: AbortSignal;
}): Promise<Endpoints> {
  const { scenario, signal } = given;
  signal?.throwIfAborted();
  const now = Date.now();
  const certificates = await createCertificates({
    hosts: ['localhost', '127.0.0.1'],
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + 30 * dayMs),
  });
  const folder = createTemporaryFolder('lab');
  const caFile = path.join(folder.path(), 'lab-ca.pem');
  await writeFile(caFile, certificates.ca);

  const clock = createWallClock();
  const requests: Arrived[] = [];
  const serveCrm = createCrmListener(testEnvironment(scenario, clock), requests);
  const crm = createHttpsServer({ ...limits, cert: certificates.certificate, key: certificates.key }, serveCrm);
  const aspin = createHttpServer(limits, (request, response) => {
    const isHealth = request.url === '/health';
    const body = isHealth ? { status: 'ok', service: 'aspin-bff' } : { error: 'not found' };
    response.writeHead(isHealth ? 200 : 404, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  });

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      signal?.removeEventListener('abort', close);
      clock.stop();
      await Promise.all([stop(crm), stop(aspin)]);
      folder.remove();
    })();
    return closing;
  };
  try {
    const [crmPort, aspinPort] = await Promise.all([listen(crm), listen(aspin)]);
    signal?.throwIfAborted();
    signal?.addEventListener('abort', close);
    return {
      inputs: { crm_url: `https://127.0.0.1:${crmPort}`, aspin_url: `http://127.0.0.1:${aspinPort}` },
      caFile,
      requests,
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

const dayMs = 86_400_000;

function testEnvironment(scenario: RegistrationScenario, clock: World['clock']): World {
  const { nodes, handler_ms } = scenario.partnercrm.test_environment;
  const partnercrm = { ...scenario.partnercrm, nodes, restarts: [], handler: { usual_ms: handler_ms, slow: [] } };
  const plan = { ...planScenario({ ...scenario, partnercrm }, scenario.seed), submittedAt: clock.now() };
  return { clock, plan, evidence: noEvidence, random: createRandom(`${scenario.name}/live`) };
}
